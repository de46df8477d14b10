import type { PackageImport } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../../platform/context.ts';
import { AppError, invalid } from '../../../../platform/errors.ts';
import type { UploadedFile } from '../../../../platform/http/route.ts';
import type { ArrivedMessage, CarrierPorts } from '../../carrier.ts';
import { mailPolicies } from '../mail.policy.ts';
import { judgeMail } from '../receive/judge-mail.ts';
import { arrivalsOf, bytesOf, type Delivery, type Package, readPackage } from '../receive/judge-package.ts';
import { openEml } from '../receive/open-eml.ts';
import type { MailResolver } from '../receive/verify-sender.ts';

const MEGABYTE = 1024 * 1024;
const EML_BYTES = 40 * MEGABYTE;
const PACKAGE_BYTES = 100 * MEGABYTE;

const FILE_ALONE =
  'Tệp gói tin do văn thư nhập tay nên không có gì chứng minh nơi gửi. Gọi điện cho nơi gửi đối chiếu số, ký hiệu, ngày văn bản rồi mới nhận.';

interface Brought {
  messages: ArrivedMessage[];
  isProven: boolean;
}

async function readAll(stream: NodeJS.ReadableStream, max: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    size += bytes.length;
    if (size > max) {
      throw new AppError('files.too_large', 413, `Thư lớn hơn ${max / MEGABYTE} MB nên không được nhận.`);
    }
    pieces.push(bytes);
  }
  return Buffer.concat(pieces, size);
}

function unreadable(): AppError {
  return invalid(
    'carriers.package_unreadable',
    'Tệp không phải gói tin edXML đọc được (đuôi .edxml) hoặc thư có kèm gói tin (đuôi .eml), hoặc gói tin không ghi nơi gửi. Đề nghị nơi gửi gửi lại.',
  );
}

function notOurs(): AppError {
  return invalid(
    'carriers.package_not_ours',
    'Gói tin không gửi cho cơ quan này. Kiểm tra lại tệp, hoặc báo nơi gửi nếu gửi nhầm.',
  );
}

async function deliver(
  context: ActingContext,
  packages: readonly Package[],
  delivery: Delivery,
): Promise<ArrivedMessage[]> {
  const messages: ArrivedMessage[] = [];
  for (const found of packages) {
    messages.push(...(await arrivalsOf(context, found, delivery)));
  }
  if (messages.length === 0) {
    throw notOurs();
  }
  return messages;
}

/** The mail as it came still carries its signature: it proves its sender as if it had just arrived. */
async function bringMail(context: ActingContext, file: UploadedFile, resolver: MailResolver): Promise<Brought> {
  const raw = await readAll(file.stream, EML_BYTES);
  const opened = await openEml(raw);
  if (opened === undefined || opened.packages.length === 0) {
    throw unreadable();
  }
  const delivery: Delivery = { connectionId: null, served: new Set([context.subject.agencyId]) };
  const judged = await judgeMail(context, { raw, opened }, { resolver, delivery, match: 'address' });
  if (judged.verdict === 'taken') {
    return { messages: judged.messages, isProven: true };
  }
  const unproven =
    judged.verdict === 'later' ? `Chưa hỏi được tên miền gửi (DNS) để kiểm tra thư. ${FILE_ALONE}` : judged.reason;
  const packages: Package[] = [];
  for (const { bytes } of opened.packages) {
    const found = await readPackage(context, bytesOf(bytes));
    if (found !== undefined) {
      packages.push(found);
    }
  }
  if (packages.length === 0) {
    throw unreadable();
  }
  return { messages: await deliver(context, packages, { ...delivery, unproven }), isProven: false };
}

async function bringPackage(context: ActingContext, file: UploadedFile): Promise<Brought> {
  const source = file.stream as AsyncIterable<Uint8Array> & NodeJS.ReadableStream;
  const stored = await context.blobs.put(source, { maxBytes: PACKAGE_BYTES });
  const found = await readPackage(context, { ...stored, content: null });
  if (found === undefined) {
    throw unreadable();
  }
  const served = new Set([context.subject.agencyId]);
  const messages = await deliver(context, [found], { connectionId: null, served, unproven: FILE_ALONE });
  return { messages, isProven: false };
}

function sentenceOf({ isProven, messages }: Brought): string {
  const count = messages.length === 1 ? 'Gói tin' : `${messages.length} gói tin`;
  return isProven
    ? `${count} đã vào hàng chờ nhận: thư có chữ ký đúng của thư công vụ nơi gửi.`
    : `${count} được để riêng chờ văn thư quyết định: ${messages[0]?.unproven ?? ''}`;
}

/**
 * "Nhập gói tin từ tệp": the same way as everything that arrives, with the same checks. A package nobody vouches for is set aside with
 * the reason, never taken in silence.
 */
export async function importPackage(
  context: ActingContext,
  ports: CarrierPorts,
  file: UploadedFile,
  resolver: MailResolver,
): Promise<PackageImport> {
  mailPolicies.authorize('mail_packages.import', context.subject, null);
  const brought = /\.eml$/i.test(file.name)
    ? await bringMail(context, file, resolver)
    : await bringPackage(context, file);
  const { agencyId } = context.subject;
  await command(context, async (tx) => {
    await record(tx, context, {
      action: 'carriers.package_imported',
      agencyId,
      objectKind: 'interchange_message',
      objectId: brought.messages[0]?.messageId ?? '',
      detail: { file: file.name, proven: brought.isProven, hashes: brought.messages.map(({ sha256 }) => sha256) },
    });
    return null;
  });
  await ports.arrived(context, brought.messages);
  return {
    outcome: brought.isProven ? 'inbox' : 'quarantine',
    messages: brought.messages.length,
    sentence: sentenceOf(brought),
  };
}
