import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    mayTakeLong?: boolean;
  }
}

/** What a form needs on the slowest line of an office; files and long lists have the time limit of the server (security.md §2.1). */
const BODY_MS = 15_000;

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** A body that drips in holds a connection: after the limit it is closed, whether or not the request was answered meanwhile. */
export function addBodyDeadline(app: FastifyInstance, limitMs = BODY_MS): void {
  app.addHook('onRequest', async (request) => {
    const { raw } = request;
    if (!hasBody(request) || request.routeOptions.config.mayTakeLong === true) {
      return;
    }
    const timer = setTimeout(() => {
      // Injected requests of tests do not know whether they are complete.
      if (raw.complete === false) {
        raw.socket.destroy();
      }
    }, limitMs);
    timer.unref();
    raw.once('end', () => clearTimeout(timer));
  });
}
