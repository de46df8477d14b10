import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { newId } from '../../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { somebody } from '../../audit/audit.testing.ts';
import { insertFile, listFiles } from '../files.store.ts';
import { receiveUpload } from '../receive-upload.ts';
import { noteSignatures } from '../rescan/rescan.store.ts';
import { rescanFiles } from '../rescan/rescan-files.ts';
import { askClamd, clamdVersion } from './clamd.ts';
import { inspectAttachment } from './inspect-attachment.ts';

const CLAMD = '/usr/sbin/clamd';
/** The test file of EICAR, in parts: whole it would be found in this file as well. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', 'STANDARD-ANTIVIRUS', 'TEST-FILE!$H+H*'].join('-');
const STREAM_LIMIT = 2_000_000;

function signature(name: string, bytes: string): string {
  return `${name}:0:*:${Buffer.from(bytes).toString('hex')}\n`;
}

async function* whole(bytes: Uint8Array | string) {
  yield Buffer.from(bytes);
}

async function zip(name: string, bytes: Buffer): Promise<Buffer> {
  const archive = new ZipFile();
  archive.addReadStreamLazy(name, { compress: true, mtime: new Date(0), size: bytes.length }, (done) =>
    done(null, Readable.from([bytes])),
  );
  archive.end();
  const pieces: Buffer[] = [];
  for await (const piece of archive.outputStream) {
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

if (!existsSync(CLAMD)) {
  test('clamd of Debian', () => {
    console.info('clamd is absent: the real antivirus was left out');
  });
} else {
  describe('clamd of Debian, with a signature of our own', () => {
    const dir = mkdtempSync(join(tmpdir(), 'congvu-clamd-'));
    const address = `unix:${join(dir, 'clamd.sock')}`;
    let daemon: ChildProcess;
    let office: TestOffice;

    beforeAll(async () => {
      office = await createTestOffice();
      office.config.clamd = address;
      mkdirSync(join(dir, 'signatures'));
      writeFileSync(join(dir, 'signatures/congvu.ndb'), signature('Congvu.Eicar', EICAR));
      const lines = [
        `LocalSocket ${join(dir, 'clamd.sock')}`,
        `DatabaseDirectory ${join(dir, 'signatures')}`,
        `StreamMaxLength ${STREAM_LIMIT}`,
        'Foreground yes',
        ...(process.getuid?.() === 0 ? ['User root'] : []),
      ];
      writeFileSync(join(dir, 'clamd.conf'), `${lines.join('\n')}\n`);
      daemon = spawn(CLAMD, ['-c', join(dir, 'clamd.conf')], { stdio: 'ignore' });
      while (!(await clamdVersion({ address }).catch(() => '')).startsWith('ClamAV')) {
        if (daemon.exitCode !== null) {
          throw new Error(`clamd ended with ${daemon.exitCode}`);
        }
        await wait(50);
      }
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.kill('SIGKILL');
      await ended;
      rmSync(dir, { recursive: true, force: true });
      await office.close();
    });

    const judge = (name: string, bytes: Buffer) =>
      inspectAttachment(office, {
        name,
        sha256: newId().replaceAll('-', '').padStart(64, '0'),
        read: () => whole(bytes),
      });

    test('finds it plain, in an archive and in an archive within one; ordinary bytes are clean', async () => {
      const plain = Buffer.from(EICAR);
      const once = await zip('bao-cao.txt', plain);
      for (const [name, bytes] of [
        ['bao-cao.txt', plain],
        ['tai-lieu.zip', once],
        ['ho-so.zip', await zip('tai-lieu.zip', once)],
      ] as const) {
        const { verdict, findings } = await judge(name, bytes);
        expect(verdict, name).toBe('refused');
        expect(findings[0]?.text, name).toContain('Congvu.Eicar');
      }
      expect(await judge('bao-cao.txt', Buffer.from('Báo cáo tuần'))).toEqual({ verdict: 'clean', findings: [] });
    });

    test('more than it may be given is not clean', async () => {
      await expect(askClamd({ address }, whole(Buffer.alloc(STREAM_LIMIT + 1, 32)))).rejects.toMatchObject({
        code: 'files.scan_unavailable',
      });
    });

    test('stands behind every upload: malware leaves no bytes, what is too long for it is not taken', async () => {
      const clerk = office.as(somebody({ roles: ['clerk'] }));
      const bring = (name: string, bytes: Buffer) =>
        receiveUpload(clerk, { name, declaredType: '', stream: Readable.from([bytes]) }, { maxBytes: 10_000_000 });
      const before = [...office.blobs.list()];
      const infected = await zip('giay-moi.txt', Buffer.from(EICAR));
      await expect(bring('giay-moi.zip', infected)).rejects.toMatchObject({ code: 'files.infected' });
      expect([...office.blobs.list()]).toEqual(before);
      await expect(bring('dai.txt', Buffer.alloc(STREAM_LIMIT + 1, 32))).rejects.toMatchObject({
        code: expect.stringMatching(/^files\.scan_(?:too_large|unavailable)$/),
      });
      const clean = await bring('giay-moi.txt', Buffer.from('Kính mời'));
      expect(office.blobs.has(clean.sha256)).toBe(true);
    });

    test('knows what signatures it is given while it runs', async () => {
      const bytes = 'thu-nghiem-ma-doc-moi-cua-cong-vu';
      expect(await askClamd({ address }, whole(bytes))).toEqual({ clean: true });
      writeFileSync(join(dir, 'signatures/moi.ndb'), signature('Congvu.Moi', bytes));
      const socket = connect({ path: join(dir, 'clamd.sock') });
      socket.resume().end('zRELOAD\0');
      await expect
        .poll(() => askClamd({ address }, whole(bytes)))
        .toEqual({ clean: false, malware: 'Congvu.Moi.UNOFFICIAL' });
    });

    test('what it learns after an upload locks the file that was clean when it came', async () => {
      const clerk = office.as(somebody({ roles: ['clerk'] }));
      const { agencyId } = clerk.subject;
      const put = async (name: string, words: string) => {
        const bytes = await zip('ben-trong.txt', Buffer.from(words));
        const upload = { name, declaredType: '', stream: Readable.from([bytes]) };
        const blob = await receiveUpload(clerk, upload, { maxBytes: 10_000_000 });
        return office.db.transaction().execute((tx) => insertFile(tx, office, agencyId, blob));
      };
      const words = 'ma-doc-chua-ai-biet-luc-tai-len';
      const files = [await put('phu-luc.zip', words), await put('bao-cao.zip', 'Báo cáo tháng')];
      // Signatures of its own have no number in what it says of itself; those of its publisher have one that changes daily.
      await noteSignatures(office.db, 'ClamAV of yesterday', office.clock.now());
      writeFileSync(join(dir, 'signatures/sau.ndb'), signature('Congvu.Sau', words));
      connect({ path: join(dir, 'clamd.sock') })
        .resume()
        .end('zRELOAD\0');
      await expect.poll(() => askClamd({ address }, whole(words))).toMatchObject({ clean: false });
      office.clock.advance(60_000);
      await rescanFiles(office);
      office.clock.advance(6 * 60_000);
      await rescanFiles(office);
      const listed = await listFiles(
        office.db,
        agencyId,
        files.map(({ id }) => id),
      );
      expect(listed.map(({ name, malware }) => [name, malware]).sort()).toEqual([
        ['bao-cao.zip', undefined],
        ['phu-luc.zip', 'Congvu.Sau.UNOFFICIAL'],
      ]);
    });
  });
}
