import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SETTING_NAMES } from '../apps/server/src/modules/compliance/evidence/present-values.ts';
import { createReader, findEvidenceFault } from './asvs.ts';

interface Control {
  area: string;
  clause: string;
  control: string;
  state: 'held' | 'partly' | 'gap';
  settings: string[];
  note: string;
  evidence: string[];
}

const controls = JSON.parse(readFileSync(new URL('../docs/legal/level3.json', import.meta.url), 'utf8')) as Control[]; // judged below

function findFaults(rows: readonly Control[], read: (path: string) => string | undefined): string[] {
  return rows.flatMap((row) => {
    const { area, clause, control, state, settings, note, evidence } = row;
    const faults = [
      ...([area, clause, control].some((text) => text.trim() === '') ? ['area, clause and control are needed'] : []),
      ...(['held', 'partly', 'gap'].includes(state) ? [] : [`no such state: ${state}`]),
      ...(state === 'held' && settings.length + evidence.length === 0 ? ['held, yet nothing shows it'] : []),
      ...(state !== 'held' && note.trim() === '' ? ['what is missing?'] : []),
      ...settings.filter((name) => !SETTING_NAMES.includes(name)).map((name) => `no such setting: ${name}`),
      ...evidence.flatMap((one) => findEvidenceFault(one, read) ?? []),
    ];
    return faults.map((fault) => `${area}: ${fault}`);
  });
}

test('the controls of level 3 name only settings, tests and words that are there', () => {
  expect(controls.length).toBeGreaterThanOrEqual(20);
  expect(findFaults(controls, createReader())).toEqual([]);
});

test.each<[string, Partial<Control>, string]>([
  ['of a setting nobody reads', { settings: ['hope'] }, 'A: no such setting: hope'],
  ['held by nothing', { settings: [], evidence: [] }, 'A: held, yet nothing shows it'],
  ['with a gap nobody explains', { state: 'gap' }, 'A: what is missing?'],
  ['of a test that is gone', { evidence: ['a.test.ts › x'] }, 'A: no such file: a.test.ts'],
])('a row %s is a fault', (_how, change, fault) => {
  const row: Control = {
    area: 'A',
    clause: '1',
    control: 'c',
    state: 'held',
    settings: ['http.tls'],
    note: '',
    evidence: [],
  };
  expect(findFaults([row], () => undefined)).toEqual([]);
  expect(findFaults([{ ...row, ...change }], () => undefined)).toEqual([fault]);
});
