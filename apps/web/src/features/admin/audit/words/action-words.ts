import { LETTERS_WORDS } from './letters.ts';
import { MAIL_WORDS } from './mail.ts';
import type { ModuleWords } from './module-words.ts';
import { PEOPLE_WORDS } from './people.ts';
import { REQUESTS_WORDS } from './requests.ts';

export const MODULE_WORDS: Record<string, ModuleWords> = {
  ...LETTERS_WORDS,
  ...PEOPLE_WORDS,
  ...MAIL_WORDS,
  ...REQUESTS_WORDS,
};

/** `outgoing.issued` in words; an act of a version that these pages do not know is shown as it is named. */
export function actionWords(action: string): string {
  const [module = '', act = ''] = action.split('.');
  return MODULE_WORDS[module]?.acts[act] ?? action;
}
