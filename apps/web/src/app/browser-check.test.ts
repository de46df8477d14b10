import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';

const CODE = readFileSync(join(import.meta.dirname, '../../public/browser-check.js'), 'utf8');

/** In a window that has everything but what is named. */
function check(without: { violation?: boolean; sandbox?: boolean; modules?: boolean } = {}): string {
  const windowLike = without.violation === true ? {} : { SecurityPolicyViolationEvent: true };
  const elements: Record<string, object> = {
    iframe: without.sandbox === true ? {} : { sandbox: '' },
    script: without.modules === true ? {} : { noModule: false },
  };
  const documentLike = {
    createElement: (name: string) => elements[name] ?? document.createElement(name),
    body: document.body,
  };
  new Function('window', 'document', CODE)(windowLike, documentLike);
  return document.querySelector('[role="alert"]')?.textContent ?? '';
}

describe('a browser that cannot protect its person (ASVS 3.7.5)', () => {
  beforeEach(() => document.body.replaceChildren());

  test('one of today is told nothing', () => {
    expect(check()).toBe('');
  });

  test.each([
    [{ violation: true }, 'CSP'],
    [{ sandbox: true }, 'sandbox'],
    [{ modules: true }, 'mã trang'],
  ])('without %j its person is told before signing in', (without, word) => {
    expect(check(without)).toContain(word);
  });
});
