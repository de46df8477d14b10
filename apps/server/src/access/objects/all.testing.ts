import * as documents from './documents.testing.ts';
import * as exchange from './exchange.testing.ts';
import type { Kind } from './kind.testing.ts';
import * as mails from './mails.testing.ts';
import * as people from './people.testing.ts';
import * as registers from './registers.testing.ts';
import * as requests from './requests.testing.ts';

const { plantFile: _plantFile, ...letters } = documents;
const { boxOfClerk: _boxOfClerk, ...boxes } = mails;

/** By the name the matrix calls it. */
export const KINDS: Record<string, Kind> = { ...letters, ...exchange, ...boxes, ...people, ...registers, ...requests };
