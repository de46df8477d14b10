import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';
export const TEXT_SIZES = [100, 125, 150] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

interface Appearance {
  choice: ThemeChoice;
  dark: boolean;
  textSize: TextSize;
}

const THEME_KEY = 'congvu.theme';
const SIZE_KEY = 'congvu.text-size';
const prefersDark = window.matchMedia?.('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** Storage may be closed to us (private windows, policies); the choice then lasts as long as the page. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice still holds on this page.
  }
}

function readChoice(): ThemeChoice {
  const stored = read(THEME_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function readSize(): TextSize {
  return TEXT_SIZES.find((size) => String(size) === read(SIZE_KEY)) ?? 100;
}

function isDark(choice: ThemeChoice): boolean {
  return choice === 'dark' || (choice === 'system' && prefersDark?.matches === true);
}

const first = readChoice();
let state: Appearance = { choice: first, dark: isDark(first), textSize: readSize() };

function apply(next: Appearance): void {
  state = next;
  document.documentElement.dataset.theme = next.dark ? 'dark' : 'light';
  document.documentElement.style.setProperty('--scale', String(next.textSize / 100));
  for (const listener of listeners) {
    listener();
  }
}

export function setTheme(choice: ThemeChoice): void {
  write(THEME_KEY, choice);
  apply({ ...state, choice, dark: isDark(choice) });
}

export function setTextSize(textSize: TextSize): void {
  write(SIZE_KEY, String(textSize));
  apply({ ...state, textSize });
}

/** Before the first paint, so that nothing flashes or jumps. */
export function startAppearance(): void {
  prefersDark?.addEventListener('change', () => apply({ ...state, dark: isDark(state.choice) }));
  apply(state);
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
