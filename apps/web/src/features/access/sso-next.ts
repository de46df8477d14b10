const KEY = 'congvu.sso-next';

/** Only addresses of our own, so that a link from outside cannot send people elsewhere after signing in. */
export function safeNext(value: string | null): string {
  return value?.startsWith('/') === true && !value.startsWith('//') && !value.startsWith('/\\') ? value : '/';
}

/** The page that was asked for waits in this tab while the person is away at the provider. */
export function keepNext(next: string): void {
  sessionStorage.setItem(KEY, next);
}

export function takeNext(): string {
  const next = safeNext(sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  return next;
}
