import type { Line } from '../wire/line.ts';
import { readJson } from '../wire/read-answer.ts';
import { fieldOf, saidBy, textOf } from '../wire/said.ts';

interface SignIn {
  username: string;
  password: string;
  applicationCode: string;
  systemId: string;
  secretKey: string;
  now: () => Date;
}

/** The axis says 30; one minute is left for the calls under way. */
const TOKEN_LIFE_MS = 29 * 60_000;
/** As long as a header may be on usual servers. */
const MAX_TOKEN = 8000;

interface Token {
  text: string;
  renewAt: Date;
}

/** One token for all calls; those who wait for it wait for the same sign-in. */
export class TokenKeeper {
  readonly #line: Line;
  readonly #signIn: SignIn;
  #token: Token | undefined;
  #pending: Promise<Token> | undefined;

  constructor(line: Line, signIn: SignIn) {
    this.#line = line;
    this.#signIn = signIn;
  }

  async current(): Promise<string> {
    const token = this.#token;
    const isFresh = token !== undefined && this.#signIn.now() < token.renewAt;
    return isFresh ? token.text : (await this.#shared()).text;
  }

  /** A new token in place of the one that was refused, unless somebody else renewed it meanwhile. */
  async renew(refused: string): Promise<string> {
    if (this.#token?.text === refused) {
      this.#token = undefined;
    }
    return this.current();
  }

  async signIn(): Promise<{ renewAt: Date }> {
    this.#token = undefined;
    const { renewAt } = await this.#shared();
    return { renewAt };
  }

  async #shared(): Promise<Token> {
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    this.#token = await this.#pending;
    return this.#token;
  }

  async #fetch(): Promise<Token> {
    const { username, password, applicationCode, systemId, secretKey, now } = this.#signIn;
    const at = now();
    const body = Buffer.from(
      JSON.stringify({ username, password, applicationCode, otp: null, twoFactorProvider: null, typeObjs: [0, 1] }),
    );
    const headers = { 'Content-Type': 'application/json', 'X-SystemId': systemId, 'X-SecretKey': secretKey };
    const answer = await this.#line.exchange({
      method: 'POST',
      path: '/v1/auth/login?allow_anonymous=true',
      headers: () => headers,
      body,
      isSafe: true,
    });
    const said = await readJson(answer, this.#line);
    const text = textOf(fieldOf(said, 'data'), 'token');
    // A line break inside would let the axis write headers of ours.
    if (text === undefined || text.length > MAX_TOKEN || !/^[\x21-\x7e]+$/.test(text)) {
      const isRefusal = fieldOf(said, 'success') === false || text === undefined;
      throw this.#line.error(isRefusal ? 'axis.bad_credentials' : 'axis.bad_answer', {
        final: isRefusal,
        answer: saidBy(said),
      });
    }
    return { text, renewAt: new Date(at.getTime() + TOKEN_LIFE_MS) };
  }
}
