import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { assertMessage, type EdxmlAttachmentInput, type EdxmlMessage, writeEdxml } from '@congvu/edxml';
import { UsageError } from '../command-line.ts';

export interface BuildOrder {
  input: string;
  output: string;
  attach: string[];
  packing: 'zip' | 'raw';
  fitLengths: boolean;
}

type Plain = Record<string, unknown>;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Opened when it is its turn, so that many attachments do not hold as many files open. */
async function* readWhenNeeded(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}

async function fileAttachment(path: string, settings: Plain): Promise<EdxmlAttachmentInput> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) {
    throw new UsageError(`không có tệp đính kèm: ${path}`);
  }
  const text = (key: string, from = key): Plain =>
    typeof settings[from] === 'string' ? { [key]: settings[from] } : {};
  return {
    name: basename(path),
    ...text('name'),
    ...text('description'),
    ...text('mediaType'),
    // What `parse` printed: the type that stood on the Reference.
    ...text('mediaType', 'referenceType'),
    ...text('contentId'),
    ...(Array.isArray(settings.extensions) ? { extensions: settings.extensions } : {}),
    content: readWhenNeeded(path),
  };
}

/** Takes the flat form of `--example` and the form that `edxml parse --json` prints. */
function splitInput(value: unknown): { message: Plain; attachments: Plain[] } {
  if (!isPlain(value)) {
    throw new UsageError('tệp JSON phải là một đối tượng');
  }
  const { attachments = [], ...rest } = value;
  if (!Array.isArray(attachments) || !attachments.every(isPlain)) {
    throw new UsageError('"attachments" phải là danh sách đối tượng có "path"');
  }
  const message = isPlain(rest.header) ? { kind: rest.kind, ...rest.header } : rest;
  return { message, attachments };
}

async function readInput(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`không đọc được ${path}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} không phải JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

export interface BuildResult {
  file: string;
  size: number;
  sha256: string;
  message: EdxmlMessage;
  attachmentCount: number;
}

/** Writes the message beside the target and renames it when whole. */
export async function buildFile(order: BuildOrder): Promise<BuildResult> {
  const { message, attachments: listed } = splitInput(await readInput(order.input));
  assertMessage(message);
  const attachments: EdxmlAttachmentInput[] = [];
  for (const [index, item] of listed.entries()) {
    if (typeof item.path !== 'string') {
      throw new UsageError(`attachments[${index}] thiếu "path" (đường dẫn tới tệp)`);
    }
    attachments.push(await fileAttachment(resolve(dirname(order.input), item.path), item));
  }
  for (const path of order.attach) {
    attachments.push(await fileAttachment(path, {}));
  }
  const hash = createHash('sha256');
  let size = 0;
  async function* counted(typed: EdxmlMessage): AsyncGenerator<Uint8Array> {
    for await (const chunk of writeEdxml(typed, attachments, {
      packing: order.packing,
      fitLengths: order.fitLengths,
    })) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const part = `${order.output}.part`;
  try {
    await pipeline(counted(message), createWriteStream(part));
    await rename(part, order.output);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return { file: order.output, size, sha256: hash.digest('hex'), message, attachmentCount: attachments.length };
}
