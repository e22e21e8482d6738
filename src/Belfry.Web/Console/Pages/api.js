// Requests to the server that this page came from. The browser adds who the user is.

const root = new URL('../', document.baseURI);

export const url = path => new URL(path, root);

export async function get(path) {
  return read(await fetch(url(path), { headers: { Accept: 'application/json' } }));
}

export async function post(path, body) {
  return read(await fetch(url(path), { method: 'POST', body: body === undefined ? '' : JSON.stringify(body) }));
}

export async function remove(path) {
  return read(await fetch(url(path), { method: 'DELETE' }));
}

export class RequestError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function read(response) {
  const text = await response.text();
  const json = parse(text);
  if (response.ok)
    return json ?? text;
  throw new RequestError(json?.Details ?? json?.Message ?? `${response.status} ${response.statusText}`.trim(), response.status);
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
    request.addEventListener('error', () => reject(new RequestError('network', 0)));
    request.addEventListener('load', () => {
      const json = parse(request.responseText);
      if (request.status < 300)
        resolve(json);
      else
        reject(new RequestError(json?.Details ?? json?.Message ?? String(request.status), request.status));
    });
    request.send(file);
  });
}

// Calls again and again, one call at a time, until the returned function is called. Hidden pages rest.
export function poll(action, milliseconds) {
  let timer, stopped = false;
  const again = async () => {
    if (!document.hidden)
      await action();
    if (!stopped)
      timer = setTimeout(again, milliseconds);
  };
  again();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
