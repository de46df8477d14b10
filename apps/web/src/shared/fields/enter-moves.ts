import type { KeyboardEvent } from 'react';

const FIELDS = 'input:not([type="file"]):not([readonly]), select, textarea, button[data-enter]';

/**
 * Enter = next field, Shift+Enter = back (ux.md §5). Not while an input method composes, and a text area keeps its own line
 * breaks only with Alt+Enter.
 */
export function moveOnEnter(event: KeyboardEvent<HTMLElement>): void {
  const target = event.target as HTMLElement;
  const plain = event.key === 'Enter' && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!plain || event.nativeEvent.isComposing || event.defaultPrevented || target.tagName === 'BUTTON') {
    return;
  }
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>(FIELDS)].filter((field) => field.tabIndex >= 0);
  const next = fields[fields.indexOf(target) + (event.shiftKey ? -1 : 1)];
  if (next !== undefined) {
    event.preventDefault();
    next.focus();
    if (next instanceof HTMLInputElement) {
      next.select();
    }
  }
}
