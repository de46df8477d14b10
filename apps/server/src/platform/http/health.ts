import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Services } from '../context.ts';
import { rawQuery } from '../sql.ts';

/** `/api/health` for the supervisor, `/metrics` (loopback only) for Prometheus. */
export function addHealth(app: FastifyInstance, services: Services): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'congvu_http_request_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.03, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/api/health', { schema: { hide: true } }, async (_request, reply) => {
    try {
      await rawQuery(services.db, 'select 1', []);
      return { status: 'ok' };
    } catch {
      return reply.status(503).send({ status: 'database_down' });
    }
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (request.ip !== '127.0.0.1' && request.ip !== '::1') {
      return reply.status(404).send({});
    }
    return reply.header('content-type', registry.contentType).send(await registry.metrics());
  });
  return registry;
}
