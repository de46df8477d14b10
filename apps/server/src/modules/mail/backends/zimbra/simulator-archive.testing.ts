import { gzipSync } from 'node:zlib';

export interface SimulatedMessage {
  folder: string;
  name: string;
  raw: string;
  at: Date;
  unread: boolean;
  /** The blob is shorter than Zimbra's own records say. */
  broken?: boolean;
}

interface Written {
  path: string;
  body: Buffer;
  at: Date;
  mode?: number;
}

function header({ path, body, at, mode = 0o100644 }: Written, type: '0' | 'L'): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(path.slice(0, 100), 0, 'latin1');
  block.write(octal(mode, 8), 100, 'latin1');
  block.write(octal(body.length, 12), 124, 'latin1');
  block.write(octal(Math.floor(at.getTime() / 1_000), 12), 136, 'latin1');
  block.fill(' ', 148, 156);
  block.write(type, 156, 'latin1');
  block.write('ustar  \0', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function padded(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

/** GNU's way with long names (`TarOutputStream.LONGFILE_GNU`). */
function entryOf(written: Written): Buffer {
  const name = Buffer.from(`${written.path}\0`);
  const long =
    name.length <= 100 ? [] : [header({ path: '././@LongLink', body: name, at: new Date(0) }, 'L'), padded(name)];
  return Buffer.concat([
    ...long,
    header({ ...written, path: name.subarray(0, 100).toString('latin1').replace('\0', '') }, '0'),
    padded(written.body),
  ]);
}

/** What `ArchiveFormatter` writes for `fmt=tgz&meta=1`: before each message its `.meta`, behind one it could not read a `.err`. */
export function simulatedArchive(messages: readonly SimulatedMessage[]): Buffer {
  const entries = messages.flatMap(({ folder, name, raw, at, unread, broken }) => {
    const path = `${folder}/${name}.eml`;
    const mode = unread ? 0o100444 : 0o100644;
    return [
      entryOf({ path: `${path}.meta`, body: Buffer.from('{"type":5}'), at, mode }),
      entryOf({ path, body: Buffer.from(raw), at }),
      ...(broken === true ? [entryOf({ path: `${path}.err`, body: Buffer.alloc(0), at })] : []),
    ];
  });
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1_024)]));
}
