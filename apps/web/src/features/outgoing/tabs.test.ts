import { describe, expect, it } from 'vitest';
import { firstTab, tabsFor } from './tabs.ts';

const NONE = { drafts: undefined, documents: undefined };
const drafts = { mine: 3, returned: 0, to_approve: 0, to_check: 0, unit: 0, handed_over: 0 };
const documents = { all: 0, to_sign: 0, to_number: 0, to_issue: 0, issued: 9, following: 0, returned: 0, mine: 0 };

describe('tabs of outgoing documents', () => {
  it.each([
    ['clerk', 'kiem-tra'],
    ['leader', 'cho-ky'],
    ['unit_head', 'cho-duyet'],
    ['specialist', 'du-thao'],
  ])('begin for a %s with his own work', (role, key) => {
    expect(tabsFor(new Set([role]))[0]?.key).toBe(key);
  });

  it('show nobody what is not his to do', () => {
    const keys = tabsFor(new Set(['specialist'])).map((tab) => tab.key);
    expect(keys).not.toContain('cho-cap-so');
    expect(keys).not.toContain('kiem-tra');
    expect(keys).toContain('da-phat-hanh');
  });

  it('open where something waits', () => {
    const tabs = tabsFor(new Set(['clerk']));
    expect(firstTab(tabs, { drafts, documents: { ...documents, to_issue: 2 } }).key).toBe('cho-phat-hanh');
    expect(firstTab(tabs, { drafts, documents }).key).toBe('kiem-tra');
    expect(firstTab(tabs, NONE).key).toBe('kiem-tra');
  });
});
