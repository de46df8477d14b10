import type { AxisTiming } from '../types.ts';
import { type Answer, type Call, Line } from '../wire/line.ts';
import { readJson, readPicked } from '../wire/read-answer.ts';
import type { AxisTransport } from '../wire/transport.ts';
import type { DateForm } from '../wire/vietnam-time.ts';
import { assertOk } from './answers.ts';
import { signHeaders } from './signature.ts';

export interface NationalSettings {
  /** `https://truc.example.gov.vn`; the calls are appended. */
  endpoint: string;
  systemId: string;
  secret: string;
  transport: AxisTransport;
  now: () => Date;
  /** Attempts beyond the first, where safe. 3. */
  retries?: number;
  timing?: AxisTiming;
  /** The link is closed (TSLCD) and an administrator confirmed it. */
  allowPlainHttp?: boolean;
  /** How sendEdoc wraps the file: `raw` as it is, `sdk` byte for byte as the Java SDK does, `multipart` part `file_doc`. */
  sendForm?: 'raw' | 'sdk' | 'multipart';
  /** How fromDate and toDate are written (the axis' documents do not say): `yyyy/MM/dd HH:mm:ss` unless told. */
  dateForm?: DateForm;
  /** Draws the chance in waiting times; for tests. */
  random?: () => number;
}

/** A list of messages of some weeks; rows are small. */
const MAX_ROW_BYTES = 64 * 1024;

type Parameters = Readonly<Record<string, string>>;

/** What the calls share: the line, and headers signed anew for each attempt. */
export class NationalLine extends Line {
  readonly #settings: NationalSettings;

  constructor(settings: NationalSettings) {
    super({ axisName: 'Trục liên thông văn bản quốc gia', ...settings });
    this.#settings = settings;
  }

  headers(parameters: Parameters): Record<string, string> {
    const { systemId, secret, now } = this.#settings;
    return signHeaders({ systemId, secret, parameters, timestamp: now() });
  }

  call(name: string, parameters: Parameters, isSafe: boolean, method: Call['method'] = 'POST'): Call {
    return { method, path: `/${name}`, headers: () => this.headers(parameters), isSafe };
  }

  /** A call with a small answer. */
  async ask(call: Call): Promise<unknown> {
    return this.attempt(call.isSafe, async () => {
      const body = await readJson(await this.exchange(call), this, !call.isSafe);
      assertOk(body, this, !call.isSafe);
      return body;
    });
  }

  /** A safe call that answers rows under `data`. */
  async rows<Row>(call: Call, read: (row: unknown) => Row | undefined): Promise<Row[]> {
    return this.attempt(true, async () => {
      const rows: Row[] = [];
      const take = (element: unknown): void => {
        const row = read(element);
        if (row !== undefined) {
          rows.push(row);
        }
      };
      const answer: Answer = await this.exchange(call);
      const rest = await readPicked(answer, this, {
        elements: { path: ['data'], take },
        maxElementBytes: MAX_ROW_BYTES,
        maxRestBytes: this.timing.maxAnswerBytes,
      });
      assertOk(rest, this);
      return rows;
    });
  }
}
