// What a text means that somebody types to find studies: keys of /tools/find, any of which may be meant.

// PS3.3 C.7.3.1.1.1, those of instances that are studied by themselves.
const modalities = new Set(('AR BDUS BI BMD CR CT DG DX ECG EEG EMG EPS ES GM HD IO IVOCT IVUS LEN LS MG MR NM OAM OCT OP OPM OPT OT PT PX REG RF RG RTDOSE RTIMAGE RTPLAN '
  + 'RTRECORD RTSTRUCT SC SEG SM SR TG US VA XA XC').split(' '));

// Of words that are neither: twenty questions, with a date and a modality.
const longest = 4;

export function questionsOf(text) {
  const plain = text.replace(/[*?\\]/g, '');
  const words = plain.split(/[\s,^]+/).filter(Boolean);
  return [...textQuestions(plain, words), ...spreadQuestions(words)];
}

// The whole text in one attribute.
function textQuestions(plain, words) {
  return [...nameWays(words).map(way => ({ PatientName: way })), ...['PatientID', 'AccessionNumber', 'StudyDescription'].map(tag => ({ [tag]: `*${plain}*` }))];
}

// Words of one search that are in several attributes: "doe ct 2024", "doe knee".
function spreadQuestions(words) {
  const keys = {};
  const texts = [];
  for (const word of words) {
    const date = dateRange(word);
    if (date && !keys.StudyDate)
      keys.StudyDate = date;
    else if (modalities.has(word.toUpperCase()) && !keys.ModalitiesInStudy)
      keys.ModalitiesInStudy = word.toUpperCase();
    else
      texts.push(word);
  }
  const isNarrowed = texts.length < words.length;
  if (!texts.length)
    return isNarrowed ? [keys] : [];
  if (texts.length > longest)
    return [];
  const whole = isNarrowed ? textQuestions(texts.join(' '), texts).map(question => ({ ...question, ...keys })) : [];
  return [...whole, ...splits(texts).map(question => ({ ...question, ...keys }))];
}

// A name and a description, in either order.
function splits(words) {
  const questions = [];
  for (let i = 1; i < words.length; i++) {
    for (const [name, description] of [[words.slice(0, i), words.slice(i)], [words.slice(i), words.slice(0, i)]])
      questions.push(...nameWays(name).map(way => ({ PatientName: way, StudyDescription: `*${description.join('*')}*` })));
  }
  return questions;
}

// "Doe, Jane" and "Jane Doe" both mean Doe^Jane.
function nameWays(words) {
  const way = list => `*${list.join('*')}*`;
  return words.length > 1 ? [way(words), way([words.at(-1), ...words.slice(0, -1)])] : [way(words)];
}

// A year, a month or a day, as they are written: 2024, 2024-05, 20240531, 2024-05-31, 31.5.2024.
function dateRange(word) {
  const found = /^(?<y>\d{4})(?:[-/](?<m>\d{1,2})(?:[-/](?<d>\d{1,2}))?)?$/.exec(word) ?? /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/.exec(word) ?? /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})$/.exec(word);
  if (!found)
    return null;
  const [year, month, day] = [found.groups.y, found.groups.m, found.groups.d].map(part => part === undefined ? null : Number(part));
  const last = month && new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (year < 1900 || year > 2099 || (month !== null && (month < 1 || month > 12)) || (day !== null && (day < 1 || day > last)))
    return null;
  const text = (m, d) => `${year}${String(m).padStart(2, '0')}${String(d).padStart(2, '0')}`;
  if (day)
    return text(month, day);
  return month ? `${text(month, 1)}-${text(month, last)}` : `${text(1, 1)}-${text(12, 31)}`;
}
