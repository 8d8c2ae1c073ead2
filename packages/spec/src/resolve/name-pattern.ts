/** Whether a variable in the text is still to be filled in. */
export function isOpen(text: string): boolean {
  return text.includes('{{');
}

/** Whether a name can come out of a text whose variables may stand for anything. */
export function canBecome(text: string, name: string): boolean {
  if (!isOpen(text)) return text === name;
  const parts = text.split(/\{\{.*?\}\}/s);
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (name.length < first.length + last.length) return false;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let from = first.length;
  const end = name.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = name.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
