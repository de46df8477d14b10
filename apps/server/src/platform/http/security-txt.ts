import type { FastifyInstance } from 'fastify';
import type { Services } from '../context.ts';

/** Less than a year ahead (RFC 9116 §2.5.5): whoever reads an old copy knows that it is old. */
const VALID_DAYS = 180;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What `/.well-known/security.txt` answers (RFC 9116).
 * @example
 * securityTxt('mailto:antoan@laichau.gov.vn', 'https://vanphong.laichau.gov.vn', new Date('2026-07-01T00:00:00Z'))
 */
export function securityTxt(contact: string, publicUrl: string, now: Date): string {
  const expires = new Date(now.getTime() + VALID_DAYS * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  const lines = [`Contact: ${contact}`, `Expires: ${expires}`, 'Preferred-Languages: vi, en'];
  // Only https addresses may stand in the file (§2.5).
  if (publicUrl.startsWith('https://')) {
    lines.push(`Canonical: ${publicUrl.replace(/\/$/, '')}/.well-known/security.txt`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Where a stranger who found a hole learns whom to tell; an installation that names nobody has no such page. */
export function addSecurityTxt(app: FastifyInstance, { config, clock }: Pick<Services, 'config' | 'clock'>): void {
  const { securityContact, publicUrl } = config;
  if (securityContact === undefined) {
    return;
  }
  app.get('/.well-known/security.txt', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(securityTxt(securityContact, publicUrl, clock.now())),
  );
}
