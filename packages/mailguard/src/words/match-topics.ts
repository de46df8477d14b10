import { ENGLISH } from './lexicon-en.ts';
import { EUROPEAN } from './lexicon-europe.ts';
import { VIETNAMESE } from './lexicon-vi.ts';
import { VIETNAMESE_ASKS } from './lexicon-vi-asks.ts';
import type { Lexicon, Topic } from './topics.ts';

const UP_TO_THREE_WORDS = '(?: [^ ]+){0,3}';

/** A phrase as a pattern over ` word word `: every gap is bounded, so a text costs its length. */
function patternOf(phrase: string): string {
  return phrase
    .replace(/(?<!\\)\(/g, '(?:')
    .replace(/ ~ \??/g, `${UP_TO_THREE_WORDS} `)
    .replace(/ ~$/, '');
}

function compile(lexicons: readonly Lexicon[]): [Topic, RegExp][] {
  const topics = new Map<Topic, string[]>();
  for (const lexicon of lexicons) {
    for (const [topic, phrases] of Object.entries(lexicon)) {
      // Keys of a Lexicon are topics.
      const key = topic as Topic;
      topics.set(key, [...(topics.get(key) ?? []), ...phrases.map(patternOf)]);
    }
  }
  return [...topics].map(([topic, patterns]) => [topic, new RegExp(` (?:${patterns.join('|')})(?= )`, 'g')]);
}

const COMPILED = compile([ENGLISH, VIETNAMESE, VIETNAMESE_ASKS, EUROPEAN]);
const MOST_HITS = 8;

export interface TopicHits {
  count: number;
  /** The first words that spoke of it. */
  span: string;
}

/** "Không cung cấp mật khẩu cho bất kỳ ai", "we never ask for your password": advice against lures is not a lure. */
const WARNED_OF =
  / (?:khong|dung|khong bao gio|khong duoc|khong nen|tuyet doi khong|never|do not|don t|will not|won t|will never)(?: (?:bao gio|nen|duoc|can|phai|ever|yeu cau|ask|asks|request|you|for|your|to))* (?:cung cap|nhap|bam|doc ma|bao ma|nhan vao|an vao|click|mo|gui|tra loi|hoi|yeu cau|chia se|tiet lo|truy cap|dang nhap|chuyen tien|lam theo|share|provide|give|enter|disclose|reveal|ask|open|reply|respond|password|passwords)(?: [^ ]+){0,6}/g;

/** Words that hold the one for typing in, or for losing, and mean something else. */
const OTHER_WORDS = / (?:sap|gia) nhap(?= )| nhap (?:hoc|vien)(?= )| mat (?:mang|song|ket noi)(?= )/g;

/** Which topics the folded words speak of, how often and in what words. */
export function matchTopics(folded: string): Map<Topic, TopicHits> {
  const words = folded.replace(OTHER_WORDS, ' ').replace(WARNED_OF, ' ');
  const found = new Map<Topic, TopicHits>();
  for (const [topic, pattern] of COMPILED) {
    const spans = new Set<string>();
    pattern.lastIndex = 0;
    for (let hit = pattern.exec(words); hit !== null && spans.size < MOST_HITS; hit = pattern.exec(words)) {
      spans.add(hit[0].trim());
    }
    const [span] = spans;
    if (span !== undefined) {
      found.set(topic, { count: spans.size, span });
    }
  }
  return found;
}
