import type { ActingContext } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { guardAgainstStateSecret, type SecrecyInput } from './state-secret.ts';

/** Far above any letter; what is longer is read to here. */
const MOST_LETTERS = 1_000_000;
const MOST_STRINGS = 20_000;
/** What is typed to prove oneself is no text, and is not read by anybody. */
const SECRET_FIELD = /password|passphrase|^pin$|secret$|token|^code$/i;
/** Bytes in letters: keys, pictures, signatures. */
const BYTES = /^[\w+/=-]{200,}$/;
const NAME_FIELD = /fileName/i;
const MARKUP = /<(?:\/?[a-z][a-z\d]{0,20})(?:\s|>|\/)/i;
const BREAKING = /<\/?(?:p|div|tr|br|li|ul|ol|h[1-6]|table|td|th|blockquote)\b[^<>]{0,2000}>/gi;

function withoutMarkup(text: string): string {
  return MARKUP.test(text) ? text.replace(BREAKING, '\n').replace(/<[^<>]{0,2000}>/g, '') : text;
}

interface Found {
  texts: string[];
  fileNames: string[];
  left: number;
}

/** Runs of one paragraph are one text: "TỐI" in bold and " MẬT" beside it. */
function joinedRuns(list: readonly unknown[]): string | undefined {
  const texts = list.map((one) =>
    typeof one === 'object' && one !== null && 'text' in one && typeof one.text === 'string' ? one.text : undefined,
  );
  return texts.length > 1 && texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}

function keep(text: string, name: string, found: Found): void {
  found.left -= 1;
  if (!SECRET_FIELD.test(name) && !BYTES.test(text)) {
    (NAME_FIELD.test(name) ? found.fileNames : found.texts).push(text.slice(0, MOST_LETTERS));
  }
}

function collect(value: unknown, name: string, found: Found): void {
  if (found.left <= 0 || value === null) {
    return;
  }
  if (typeof value === 'string') {
    keep(value, name, found);
    return;
  }
  if (typeof value !== 'object') {
    return;
  }
  const joined = Array.isArray(value) ? joinedRuns(value) : undefined;
  if (joined !== undefined) {
    keep(joined, '', found);
  }
  for (const [key, one] of Object.entries(value)) {
    collect(one, Array.isArray(value) ? name : key, found);
  }
}

/** Every text somebody wrote into a body, whatever its form. */
export function textsOfBody(body: unknown): Pick<SecrecyInput, 'texts' | 'fileNames'> {
  const found: Found = { texts: [], fileNames: [], left: MOST_STRINGS };
  collect(body, '', found);
  return {
    texts: found.texts.map((text) => ({ place: 'nội dung gửi lên', text: withoutMarkup(text) })),
    fileNames: found.fileNames,
  };
}

/**
 * The guard in front of every command: notes, directives, drafts of mail, names, reasons. Use cases that know more (declared level, pages
 * of a file, content of a stored draft) ask again themselves. There is no setting that turns it off.
 * @throws AppError 422 `documents.state_secret`
 */
export async function guardBody(context: ActingContext, given: { door: string; body: unknown }): Promise<void> {
  if (given.body === undefined || given.body === null || typeof given.body !== 'object') {
    return;
  }
  const door = { agencyId: context.subject.agencyId, name: given.door, objectId: newId() };
  await guardAgainstStateSecret(context, door, textsOfBody(given.body));
}
