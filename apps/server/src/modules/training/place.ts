import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../platform/config.ts';
import { createOnce } from '../../platform/durable-file.ts';

/** Where the simulator listens and what its clients sign with. Kept, so that the saved connection finds it after a restart. */
const Place = z.object({ port: z.int().min(1).max(65_535), secret: z.string().min(1) });
export type Place = z.infer<typeof Place>;

/** The system for which the office of the demo signs. */
export const SYSTEM_ID = 'tap-huan.h35';
const HOST = '127.0.0.1';

export function trainingFolder(config: Config): string {
  return join(config.dataDir, 'training');
}

function pathOf(config: Config): string {
  return join(trainingFolder(config), 'place.json');
}

export function hostOf({ port }: Place): string {
  return `${HOST}:${port}`;
}

export function readPlace(config: Config): Place | undefined {
  const path = pathOf(config);
  return existsSync(path) ? Place.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const bound = server.address();
      const port = bound !== null && typeof bound !== 'string' ? bound.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** The place of this data folder, chosen when first asked for. */
export async function reservePlace(config: Config): Promise<Place> {
  const known = readPlace(config);
  if (known !== undefined) {
    return known;
  }
  const place: Place = { port: await findFreePort(), secret: randomBytes(24).toString('base64url') };
  return Place.parse(JSON.parse(createOnce(pathOf(config), JSON.stringify(place))));
}

/** Somebody else has taken the port meanwhile: another one, the same secret. */
export async function movePlace(config: Config, place: Place): Promise<Place> {
  const moved = { ...place, port: await findFreePort() };
  const path = pathOf(config);
  writeFileSync(`${path}.part`, JSON.stringify(moved), { mode: 0o600 });
  renameSync(`${path}.part`, path);
  return moved;
}
