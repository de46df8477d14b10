import { randomUUID } from 'node:crypto';

/** Somebody who works through the same HTTP interface as the pages, with a cookie of their own. */
export class ApiPerson {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  async #send(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        cookie: this.#cookie,
        'x-requested-with': 'congvu',
        // As from a computer: drafting on anything else needs the right of Mẫu 08.
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
        ...(method !== 'GET' && { 'idempotency-key': randomUUID(), 'content-type': 'application/json' }),
      },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
    if (cookies.length > 0) {
      this.#cookie = cookies.join('; ');
    }
    return answer;
  }

  /** @throws Error with status and code of the answer when it is no success */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.#send(method, path, body);
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    return JSON.parse(text) as T; // the caller names the contract of the route
  }

  async bytes(path: string): Promise<Uint8Array> {
    const answer = await this.#send('GET', path);
    if (!answer.ok) {
      throw new Error(`GET ${path}: ${answer.status}`);
    }
    return new Uint8Array(await answer.arrayBuffer());
  }

  async signIn(userName: string, password: string): Promise<this> {
    await this.call('POST', '/api/sign-in', { userName, password });
    return this;
  }
}
