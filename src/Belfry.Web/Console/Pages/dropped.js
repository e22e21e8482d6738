// What was dropped on the page: files, and all files in folders.

// What is dropped is there only while the event is handled, so that this part must not wait.
export function droppedFiles(transfer) {
  const items = [...transfer.items].filter(item => item.kind === 'file');
  return walk(items.map(item => item.webkitGetAsEntry() ?? item.getAsFile()));
}

async function* walk(entries) {
  for (const entry of entries) {
    if (entry instanceof File)
      yield entry;
    else if (entry.isFile)
      yield await new Promise((resolve, reject) => { entry.file(resolve, reject); });
    else
      yield* walk(await children(entry));
  }
}

// A reader gives some at a time, and none at the end.
async function children(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length)
      return all.sort((one, other) => one.name.localeCompare(other.name));
    all.push(...some);
  }
}
