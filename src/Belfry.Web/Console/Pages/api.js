// Requests to the server that this page came from. The browser adds who the user is.

import { texts } from './texts.js';

const root = new URL('../', document.baseURI);

export const url = path => new URL(path, root);

export const get = path => call(path, { headers: { Accept: 'application/json' } });

export const post = (path, body) => call(path, { method: 'POST', body: body === undefined ? '' : JSON.stringify(body) });

export const remove = path => call(path, { method: 'DELETE' });

export class RequestError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, options) {
  let response, text;
  try {
    response = await fetch(url(path), options);
    text = await response.text();
  } catch {
    throw new RequestError(texts.unreachable, 0);
  }
  const json = parse(text);
  if (response.ok)
    return json ?? text;
  throw new RequestError(json?.Details ?? texts.refusals[response.status] ?? json?.Message ?? `${response.status} ${response.statusText}`.trim(), response.status);
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

// Sends a file and tells how far it is, which fetch cannot.
export function upload(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url('instances'));
    request.upload.addEventListener('progress', event => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener('error', () => reject(new RequestError(texts.unreachable, 0)));
    request.addEventListener('load', () => {
      const json = parse(request.responseText);
      if (request.status < 300)
        resolve(json);
      else
        reject(new RequestError(json?.Details ?? texts.refusals[request.status] ?? json?.Message ?? String(request.status), request.status));
    });
    request.send(file);
  });
}

// Calls at once and then again and again, one call at a time, until the returned function is called. Hidden pages rest. What answers false is refused to this
// user, and is not called again: each refusal would be an alarm in the audit trail.
export async function repeat(action, milliseconds) {
  let timer, stopped = false;
  const again = async () => {
    if (!document.hidden && await action() === false)
      return;
    if (!stopped)
      timer = setTimeout(again, milliseconds);
  };
  if (await action() !== false)
    timer = setTimeout(again, milliseconds);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

export const isRefused = fault => fault.status === 403;
