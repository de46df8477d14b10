import { randomUUID } from 'node:crypto';

/** As from a computer: drafting on anything else needs the right of Mẫu số 08. */
const COMPUTER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
export const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 14_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';

export interface SentFile {
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** Somebody who works through the same HTTP interface as the pages, with a cookie of their own. */
export class ApiPerson {
  readonly #url: string;
  readonly #userAgent: string;
  #cookie = '';
  #password: string | undefined;

  constructor(url: string, options: { userAgent?: string } = {}) {
    this.#url = url;
    this.#userAgent = options.userAgent ?? COMPUTER;
  }

  /** Proves oneself when asked to, as the dialog of the pages does, and goes on. */
  async #send(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await this.#sendOnce(method, path, body);
    if (answer.status !== 403 || this.#password === undefined) {
      return answer;
    }
    if (!(await answer.clone().text()).includes('"identity.step_up_required"')) {
      return answer;
    }
    await this.#sendOnce('POST', '/api/me/step-up', { password: this.#password });
    return this.#sendOnce(method, path, body);
  }

  async #sendOnce(method: string, path: string, body?: unknown): Promise<Response> {
    const isForm = body instanceof FormData;
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        cookie: this.#cookie,
        'x-requested-with': 'congvu',
        'user-agent': this.#userAgent,
        ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
        ...(method !== 'GET' && !isForm && { 'content-type': 'application/json' }),
      },
      ...(method !== 'GET' && { body: isForm ? body : JSON.stringify(body ?? {}) }),
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

  /** One file, as the pages send it. @throws Error as `call` */
  upload<T>(path: string, file: SentFile): Promise<T> {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(file.bytes)], { type: file.type }), file.name);
    return this.call<T>('POST', path, form);
  }

  /** Status and code of an answer that has to be a refusal. @throws Error when it is none */
  async refusal(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await this.#send(method, path, body);
    const text = await answer.text();
    if (answer.ok) {
      throw new Error(`${method} ${path} was not refused: ${text.slice(0, 300)}`);
    }
    const { error } = JSON.parse(text) as { error: { code: string } }; // the shape of every refusal
    return `${answer.status} ${error.code}`;
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
    this.#password = password;
    return this;
  }
}
