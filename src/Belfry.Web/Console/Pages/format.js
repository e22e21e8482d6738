// Numbers, times and DICOM values for people.

const number = new Intl.NumberFormat('en');

export const count = value => number.format(value);

export function duration(milliseconds) {
  if (milliseconds === undefined || milliseconds === null)
    return '';
  if (milliseconds < 1)
    return `${milliseconds.toFixed(2)} ms`;
  if (milliseconds < 1000)
    return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
  if (milliseconds < 60_000)
    return `${(milliseconds / 1000).toFixed(1)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60)
    return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 1440)} days`;
}

const two = value => String(value).padStart(2, '0');

export function clock(iso) {
  const time = new Date(iso);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

export function day(iso) {
  const time = new Date(iso);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock(iso)}`;
}

// 20260131T120000.000000 in UTC, as REST writes times.
export function restTime(text) {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(text ?? '');
  return parts ? day(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`) : '';
}

export function dicomDate(text) {
  return /^\d{8}$/.test(text ?? '') ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text ?? '';
}

export function dicomTime(text) {
  return /^\d{4}/.test(text ?? '') ? `${text.slice(0, 2)}:${text.slice(2, 4)}` : text ?? '';
}

export function bytes(value) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = Number(value), unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size >= 100 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

// "Doe^Jane^^Dr." as a list of names has it; of a name in several scripts, the first that it has.
export function personName(text) {
  const script = (text ?? '').split('=').find(group => /[^^\s]/.test(group)) ?? '';
  const [family, given, ...rest] = script.split('^');
  return [family, [given, ...rest].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}
