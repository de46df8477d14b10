import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { objectWords } from '../apps/web/src/features/admin/audit/entry-words.ts';
import { actionWords, MODULE_WORDS } from '../apps/web/src/features/admin/audit/words/action-words.ts';

const SERVER = fileURLToPath(new URL('../apps/server/src', import.meta.url));

/** Acts whose name is put together at run time: the parts that stand for `${…}`, as the source names them. */
const COMPOSED: Record<string, readonly string[]> = {
  'requests.roster_${given.past}': ['removed', 'rechecked', 'cancelled', 'acknowledged', 'archived'],
  'requests.roster_letter_${step.to}': ['handed_over', 'issued', 'returned', 'cancelled'],
  'requests.${step.verb}': [
    'drafted',
    'declared',
    'approved',
    'submitted',
    'sent',
    'given_back',
    'withdrawn',
    'accepted',
    'returned',
    'refused',
    'corrected',
    'overridden',
    'passed_on',
    'rows_joined',
  ],
  'proposals.${verb}': ['opened', 'told', 'changed', 'used', 'dismissed', 'closed'],
  'proposals.hand_over_${verb}': ['started', 'settled', 'finished', 'cancelled', 'suspended'],
  'secondperson.${step}': ['proposed', 'agreed', 'refused', 'withdrawn', 'lapsed', 'used'],
  'threats.${verdict}': ['released', 'refused'],
  'certificates.${done.action}': [
    'anchor_approved',
    'anchor_rejected',
    'anchor_end_asked',
    'anchor_end_rejected',
    'anchor_ended',
  ],
};

/** Stand behind `action:` and are none: a field of a form, what the page offers next. */
const NO_ACTS = new Set(['identity.number', 'incoming.report', 'incoming.sub_assign']);

const MODULES = [...readdirSync(join(SERVER, 'modules')), 'demo'];
const NAME = /'([a-z]+\.[a-z_]+)'/g;
/** The value of `action`, `audited` or `recorded`, over the lines of a choice between two. */
const PROPERTY = /\b(?:action|audited|recorded)\s*:\s*([^\n;]*(?:\n\s+[?:][^\n]*)*)/g;
/** A helper that writes the leaf is given the transaction and the name. */
const HANDED_ON = /\b(?:trace|leaf|leaveTrace|finish|changeMailbox)\(([^;\n]*)/g;
/** A leaf names its object close behind its act: that tells it from a decision of a policy. */
const IS_LEAF = /^[^}]{0,300}objectKind/;

function sources(): { name: string; text: string }[] {
  return readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(?:test|testing|desk|policy)\.ts$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(SERVER, name), 'utf8') }));
}

/** What policies call the acts they decide on stands beside `action:` too. */
function policyActions(): Set<string> {
  const files = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.policy.ts'),
  );
  const texts = files.map((name) => readFileSync(join(SERVER, name), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(NAME)].map(([, name = '']) => name)));
}

function recordedActions(): { fixed: string[]; composed: string[] } {
  const decided = policyActions();
  const fixed = new Set<string>();
  const composed = new Set<string>();
  const take = (value: string, isLeaf: boolean): void => {
    for (const [, name = ''] of value.matchAll(NAME)) {
      if (MODULES.includes(name.split('.')[0] ?? '') && !NO_ACTS.has(name) && (isLeaf || !decided.has(name))) {
        fixed.add(name);
      }
    }
    for (const [, name = ''] of value.matchAll(/`([a-z]+\.[^`]*)`/g)) {
      composed.add(name);
    }
  };
  for (const { text } of sources()) {
    for (const match of text.matchAll(PROPERTY)) {
      take(match[1] ?? '', IS_LEAF.test(text.slice(match.index)));
    }
    for (const match of text.matchAll(HANDED_ON)) {
      take(match[1] ?? '', true);
    }
  }
  return { fixed: [...fixed].sort(), composed: [...composed].sort() };
}

function withoutWords(actions: readonly string[]): string[] {
  return actions.filter((action) => actionWords(action) === action);
}

test('every act that the server writes into the log has Vietnamese words', () => {
  const { fixed, composed } = recordedActions();
  expect(fixed.length).toBeGreaterThan(300);
  expect(withoutWords(fixed)).toEqual([]);
  expect(composed.filter((name) => COMPOSED[name] === undefined)).toEqual([]);
  const made = composed.flatMap((name) => (COMPOSED[name] ?? []).map((part) => name.replace(/\$\{.*\}/, part)));
  expect(withoutWords(made)).toEqual([]);
});

test('negative control: an act without words is told', () => {
  expect(withoutWords(['outgoing.issued', 'outgoing.never_heard_of'])).toEqual(['outgoing.never_heard_of']);
});

test('every kind of object that a leaf names has Vietnamese words', () => {
  const kinds = sources()
    .filter(({ name }) => name.startsWith('modules'))
    .flatMap(({ text }) => [...text.matchAll(/\bobjectKind: '([a-z_]+)'/g)].map(([, kind = '']) => kind));
  expect(kinds.length).toBeGreaterThan(50);
  expect([...new Set(kinds)].filter((kind) => objectWords(kind) === kind)).toEqual([]);
});

test('the modules of the filter are those of the server', () => {
  expect(Object.keys(MODULE_WORDS).filter((name) => !MODULES.includes(name))).toEqual([]);
});
