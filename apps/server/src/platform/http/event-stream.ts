import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { ChangeEvent } from '../events.ts';
import { securityHeaders, sessionCookieName } from './security.ts';
import type { ServerPorts, SignedIn } from './server.ts';

const HEARTBEAT_MS = 15_000;
const SIGNED_OUT = 'event: signed-out\ndata: {}\n\n';

function concerns(event: ChangeEvent, signedIn: SignedIn): boolean {
  const { agencyId, personId } = signedIn.subject;
  return event.agencyId === agencyId && (event.personIds === undefined || event.personIds.includes(personId));
}

/**
 * `GET /api/events`: server-sent events that say which topics changed; an ended session closes its stream, and so does the
 * server that stops: a page left open never keeps it from stopping.
 */
export function addEventStream(app: FastifyInstance, ports: ServerPorts): void {
  const open = new Set<ServerResponse>();
  app.addHook('preClose', async () => {
    for (const raw of open) {
      raw.end();
    }
  });
  const name = sessionCookieName(ports.services.config).name;
  app.get('/api/events', { schema: { hide: true } }, async (request, reply) => {
    const token = request.cookies[name];
    const signedIn = token === undefined ? undefined : await ports.resolveSession(token, { passive: true });
    if (token === undefined || signedIn === undefined) {
      return reply.status(401).send({
        error: {
          code: 'identity.sign_in_required',
          message: 'Phiên làm việc đã kết thúc.',
          fields: [],
          requestId: request.id,
        },
      });
    }
    reply.hijack();
    const { raw } = reply;
    open.add(raw);
    raw.writeHead(200, {
      // Taken out of the hands of the hooks that set them.
      ...securityHeaders(ports.services.config),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write('retry: 3000\n\n');
    const unsubscribe = ports.events.subscribe((event) => {
      if (event.topic === 'session' && event.ids?.includes(signedIn.sessionId) === true) {
        raw.end(SIGNED_OUT);
      } else if (concerns(event, signedIn)) {
        raw.write(`event: changed\ndata: ${JSON.stringify({ topic: event.topic, ids: event.ids ?? [] })}\n\n`);
      }
    });
    const heartbeat = setInterval(() => {
      ports
        .resolveSession(token, { passive: true, opened: signedIn.sessionId })
        .then((still) => {
          if (still === undefined) {
            raw.end(SIGNED_OUT);
          } else if (still.subject.positionId === signedIn.subject.positionId) {
            raw.write(': \n\n');
          } else {
            // Another post acts now (the old one's term is over): the page comes again and hears of that one's agency.
            raw.end();
          }
        })
        // A database that does not answer now says nothing about the session: the next beat asks again.
        .catch((error: unknown) => request.log.warn({ err: error }, 'session of an open page not read'));
    }, ports.heartbeatMs ?? HEARTBEAT_MS);
    raw.on('close', () => {
      open.delete(raw);
      clearInterval(heartbeat);
      unsubscribe();
    });
    return reply;
  });
}
