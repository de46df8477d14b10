import type { FastifyInstance } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import type { Log } from '../log.ts';
import { REPORT_PATH } from './security.ts';

const MAX_BYTES = 16 * 1024;
/** Per address; a page that breaks tells a few dozen times, and what is over is only not counted. */
const REPORTS_PER_MINUTE = 60;
/** Of one letter: browsers gather. */
const MAX_IN_ONE = 20;
/** Kinds that get a line in the log; whoever invents addresses to fill the disk is only counted beyond. */
const MAX_KINDS = 100;

/** Only ours and those the log may be asked for; everything else a stranger could write there is `other`. */
const DIRECTIVES = new Set([
  'base-uri',
  'connect-src',
  'default-src',
  'font-src',
  'form-action',
  'frame-ancestors',
  'frame-src',
  'img-src',
  'manifest-src',
  'media-src',
  'object-src',
  'require-trusted-types-for',
  'script-src',
  'script-src-attr',
  'script-src-elem',
  'style-src',
  'style-src-attr',
  'style-src-elem',
  'trusted-types',
  'worker-src',
]);

interface Violation {
  directive: string;
  /** What was stopped: scheme and host, or the word of the browser (`inline`, `eval`, `trusted-types-sink`). */
  blocked: string;
  /** Path of the page, without what stands behind it: a search may hold names. */
  page: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function textOf(report: Record<string, unknown>, ...names: string[]): string {
  const found = names.map((name) => report[name]).find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : '';
}

/** Ids are taken out, so that one fault of a screen is one kind, however many documents show it. */
function pathOf(address: string): string {
  const path = URL.canParse(address) ? new URL(address).pathname : '';
  return path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/gi, ':id').slice(0, 100);
}

function originOf(blocked: string): string {
  if (!URL.canParse(blocked)) {
    return /^[a-z-]{1,40}$/.test(blocked) ? blocked : 'other';
  }
  const { protocol, host } = new URL(blocked);
  return `${protocol}//${host}`.slice(0, 100);
}

function readOne(report: unknown): Violation[] {
  if (!isRecord(report)) {
    return [];
  }
  const named = textOf(report, 'effectiveDirective', 'effective-directive', 'violated-directive').split(' ')[0] ?? '';
  return [
    {
      directive: DIRECTIVES.has(named) ? named : 'other',
      blocked: originOf(textOf(report, 'blockedURL', 'blocked-uri')),
      page: pathOf(textOf(report, 'documentURL', 'document-uri')),
    },
  ];
}

/**
 * Both ways browsers tell: `application/csp-report` (CSP 2) and `application/reports+json` (Reporting API). Whatever is no report of
 * a policy is none.
 */
export function readReports(text: string): Violation[] {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return [];
  }
  if (Array.isArray(told)) {
    return told
      .slice(0, MAX_IN_ONE)
      .flatMap((one: unknown) => (isRecord(one) && one.type === 'csp-violation' ? readOne(one.body) : []));
  }
  return isRecord(told) ? readOne(told['csp-report']) : [];
}

/**
 * Takes what browsers tell about the policy of our pages: one line in the log for each new kind, a number for each directive under
 * `/metrics`. Anybody can write here, so nothing is kept but that, nothing is believed and nothing is answered.
 */
export async function addPolicyReports(app: FastifyInstance, log: Log, metrics: Registry): Promise<void> {
  const count = new Counter({
    name: 'congvu_policy_violations_total',
    help: 'What the content security policy of the pages stopped, as browsers tell',
    labelNames: ['directive'],
    registers: [metrics],
  });
  const kinds = new Set<string>();
  const take = (violation: Violation): void => {
    count.inc({ directive: violation.directive });
    const kind = `${violation.directive} ${violation.blocked} ${violation.page}`;
    if (!kinds.has(kind) && kinds.size < MAX_KINDS) {
      kinds.add(kind);
      log.warn({ violation }, 'a page was stopped by its policy');
    }
  };
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      ['application/csp-report', 'application/reports+json'],
      { parseAs: 'string', bodyLimit: MAX_BYTES },
      async (_request: unknown, body: string | Buffer) => String(body),
    );
    scope.post(
      REPORT_PATH,
      // A browser sends its reports without our headers and cookies.
      { schema: { hide: true }, config: { fromProgram: true, rateLimit: { max: REPORTS_PER_MINUTE } } },
      async (request, reply) => {
        for (const violation of readReports(String(request.body ?? ''))) {
          take(violation);
        }
        return reply.status(204).send();
      },
    );
  });
}
