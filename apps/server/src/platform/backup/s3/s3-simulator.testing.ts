import { createHash, randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { checkSignature, type Holder, type SignedRequest } from './check-signature.testing.ts';

export interface Stored {
  bytes: Buffer;
  at: Date;
}

/** What goes wrong with one request: nothing of it is done, or it is done and the answer does not come whole. */
export type Fault =
  | { status: number; code: string }
  | 'cut before'
  | 'lost answer'
  | 'half answer'
  | 'short answer'
  | 'wrong byte'
  | 'error in the answer';

export interface Asked {
  method: string;
  key: string;
  query: URLSearchParams;
  bytes: number;
}

export interface S3Simulator {
  url: string;
  bucket: string;
  holder: Holder;
  files: Map<string, Stored>;
  uploads: Map<string, { key: string; at: Date; parts: Map<number, Buffer> }>;
  /** Every request that came. */
  asked: Asked[];
  /** Looked at for each request; what it answers goes wrong. */
  fault: ((asked: Asked) => Fault | undefined) | undefined;
  /** Names a list does not show yet. */
  hidden: Set<string>;
  pageSize: number;
  mayDelete: boolean;
  /** Its clock against ours. */
  skewMs: number;
  close(): Promise<void>;
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

const KEY_LIMIT = 1024;

function refusal(status: number, code: string): Reply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code} &amp; so</Message></Error>`;
  return { status, body, headers: { 'content-type': 'application/xml' } };
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function xml(root: string, inner: string): Reply {
  // Blanks before it keep the line open, as true services send them.
  const body = `\n <?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`;
  return { status: 200, body, headers: { 'content-type': 'application/xml' } };
}

/** Files and folders of a list, each once, in the order of their names. */
function entriesOf({ files, hidden }: S3Simulator, prefix: string, delimiter: string | null): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [key, { at, bytes }] of [...files].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
    if (!key.startsWith(prefix) || hidden.has(key)) {
      continue;
    }
    if (end >= 0) {
      const folder = key.slice(0, end + 1);
      entries.set(folder, `<CommonPrefixes><Prefix>${encodeURIComponent(folder)}</Prefix></CommonPrefixes>`);
    } else {
      const facts = `<LastModified>${at.toISOString()}</LastModified><Size>${bytes.length}</Size>`;
      entries.set(key, `<Contents><Key>${encodeURIComponent(key)}</Key>${facts}</Contents>`);
    }
  }
  return entries;
}

function listFiles(simulator: S3Simulator, query: URLSearchParams): Reply {
  const from = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString();
  const most = Math.min(simulator.pageSize, Number(query.get('max-keys') ?? 1000));
  const all = [...entriesOf(simulator, query.get('prefix') ?? '', query.get('delimiter'))];
  const rest = all.filter(([name]) => name > from);
  const page = rest.slice(0, most);
  const isCut = rest.length > page.length;
  const last = Buffer.from(page.at(-1)?.[0] ?? '').toString('base64');
  const next = isCut ? `<NextContinuationToken>${last}</NextContinuationToken>` : '';
  const head = `<EncodingType>url</EncodingType><IsTruncated>${isCut}</IsTruncated>${next}`;
  return xml('ListBucketResult', head + page.map(([, entry]) => entry).join(''));
}

function readFile(simulator: S3Simulator, { method, key }: Asked, headers: http.IncomingHttpHeaders): Reply {
  const file = simulator.files.get(key);
  if (file === undefined) {
    return refusal(404, 'NoSuchKey');
  }
  const etag = etagOf(file.bytes);
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag) {
    return refusal(412, 'PreconditionFailed');
  }
  const from = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  const body = file.bytes.subarray(Number(from ?? 0));
  return {
    status: from === undefined ? 200 : 206,
    headers: { etag, 'last-modified': file.at.toUTCString(), 'content-length': String(body.length) },
    ...(method === 'GET' && { body }),
  };
}

function write(simulator: S3Simulator, { key, query }: Asked, body: Buffer, headers: http.IncomingHttpHeaders): Reply {
  const wanted = headers['content-md5'];
  if (wanted !== createHash('md5').update(body).digest('base64') || key.length > KEY_LIMIT) {
    return refusal(400, 'BadDigest');
  }
  const uploadId = query.get('uploadId');
  if (uploadId !== null) {
    const upload = simulator.uploads.get(uploadId);
    upload?.parts.set(Number(query.get('partNumber')), body);
    return upload === undefined ? refusal(404, 'NoSuchUpload') : { status: 200, headers: { etag: etagOf(body) } };
  }
  if (headers['if-none-match'] === '*' && simulator.files.has(key)) {
    return refusal(412, 'PreconditionFailed');
  }
  simulator.files.set(key, { bytes: body, at: new Date(Date.now() + simulator.skewMs) });
  return { status: 200, headers: { etag: etagOf(body) } };
}

function complete(simulator: S3Simulator, id: string, body: string): Reply {
  const upload = simulator.uploads.get(id);
  if (upload === undefined) {
    return refusal(404, 'NoSuchUpload');
  }
  const named = [...body.matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)];
  const parts = named.map(([, number, etag]) => ({ part: upload.parts.get(Number(number)), etag }));
  if (parts.length === 0 || parts.some(({ part, etag }) => part === undefined || etagOf(part) !== etag)) {
    return refusal(400, 'InvalidPart');
  }
  const bytes = Buffer.concat(parts.flatMap(({ part }) => part ?? []));
  simulator.files.set(upload.key, { bytes, at: new Date(Date.now() + simulator.skewMs) });
  simulator.uploads.delete(id);
  return xml('CompleteMultipartUploadResult', `<Key>${upload.key}</Key><ETag>${etagOf(bytes)}</ETag>`);
}

function post(simulator: S3Simulator, { key, query }: Asked, body: Buffer): Reply {
  const id = query.get('uploadId');
  if (id !== null) {
    return complete(simulator, id, body.toString());
  }
  const fresh = randomUUID();
  simulator.uploads.set(fresh, { key, at: new Date(Date.now() + simulator.skewMs), parts: new Map() });
  return xml('InitiateMultipartUploadResult', `<Key>${key}</Key><UploadId>${fresh}</UploadId>`);
}

function remove(simulator: S3Simulator, { key, query }: Asked): Reply {
  const id = query.get('uploadId');
  if (!simulator.mayDelete) {
    return refusal(403, 'AccessDenied');
  }
  if (id !== null) {
    return simulator.uploads.delete(id) ? { status: 204 } : refusal(404, 'NoSuchUpload');
  }
  simulator.files.delete(key);
  return { status: 204 };
}

function listUploads({ uploads }: S3Simulator): Reply {
  const begun = [...uploads].map(
    ([id, { key, at }]) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${at.toISOString()}</Initiated></Upload>`,
  );
  return xml('ListMultipartUploadsResult', begun.join(''));
}

function answer(simulator: S3Simulator, asked: Asked, body: Buffer, headers: http.IncomingHttpHeaders): Reply {
  switch (asked.method) {
    case 'PUT':
      return write(simulator, asked, body, headers);
    case 'POST':
      return post(simulator, asked, body);
    case 'DELETE':
      return remove(simulator, asked);
    default:
      if (asked.key !== '') {
        return readFile(simulator, asked, headers);
      }
      return asked.query.has('uploads') ? listUploads(simulator) : listFiles(simulator, asked.query);
  }
}

function spoil(reply: Reply, fault: Fault | undefined, response: http.ServerResponse): void {
  const body = Buffer.from(reply.body ?? '');
  const half = body.subarray(0, Math.floor(body.length / 2));
  if (fault === 'lost answer') {
    response.destroy();
    return;
  }
  if (fault === 'wrong byte') {
    body[half.length] = (body[half.length] ?? 0) ^ 1;
  }
  const isShort = fault === 'short answer';
  response.writeHead(reply.status, { ...reply.headers, ...(isShort && { 'content-length': String(half.length) }) });
  if (fault === 'half answer') {
    response.write(half, () => response.destroy());
    return;
  }
  response.end(isShort ? half : body);
}

/** Bucket and key, of either style of address. */
function placeOf(request: http.IncomingMessage, bucket: string): { bucket: string; key: string } {
  const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').slice(1);
  if (request.headers.host?.startsWith(`${bucket}.`) === true) {
    return { bucket, key: path };
  }
  const end = path.indexOf('/');
  return { bucket: end < 0 ? path : path.slice(0, end), key: end < 0 ? '' : path.slice(end + 1) };
}

async function take(simulator: S3Simulator, request: http.IncomingMessage, response: http.ServerResponse) {
  const parts: Buffer[] = [];
  for await (const bytes of request) {
    parts.push(bytes as Buffer); // no encoding is set
  }
  const body = Buffer.concat(parts);
  const { method = '', url = '', headers } = request;
  const { bucket, key } = placeOf(request, simulator.bucket);
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const asked: Asked = { method, key, query, bytes: body.length };
  simulator.asked.push(asked);
  const now = new Date(Date.now() + simulator.skewMs);
  const signed: SignedRequest = { method, url, headers: headers as Record<string, string>, body };
  const problem = checkSignature(signed, simulator.holder, now);
  const fault = simulator.fault?.(asked);
  response.setHeader('date', now.toUTCString());
  if (fault === 'cut before') {
    response.destroy();
  } else if (problem !== undefined) {
    spoil(refusal(problem === 'AuthorizationHeaderMalformed' ? 400 : 403, problem), undefined, response);
  } else if (bucket !== simulator.bucket) {
    spoil(refusal(404, 'NoSuchBucket'), undefined, response);
  } else if (fault === 'error in the answer') {
    spoil({ ...refusal(500, 'InternalError'), status: 200 }, undefined, response);
  } else if (typeof fault === 'object') {
    spoil(refusal(fault.status, fault.code), undefined, response);
  } else {
    spoil(answer(simulator, asked, body, headers), fault, response);
  }
}

/** A service of S3 in memory that checks every signature and every hash, with faults on order. */
export async function startS3Simulator(tls?: { cert: string; key: string }): Promise<S3Simulator> {
  const handle: http.RequestListener = (request, response) => {
    take(simulator, request, response).catch(() => response.destroy());
  };
  const server = tls === undefined ? http.createServer(handle) : https.createServer(tls, handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const simulator: S3Simulator = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    bucket: 'kho-sao-luu',
    holder: { id: 'khoa-thu-1', secret: randomUUID(), region: 'vn-1' },
    files: new Map(),
    uploads: new Map(),
    asked: [],
    fault: undefined,
    hidden: new Set(),
    pageSize: 1000,
    mayDelete: true,
    skewMs: 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return simulator;
}

/** The settings of whoever backs up to it. */
export function environmentOf({ url, holder }: S3Simulator): NodeJS.ProcessEnv {
  return {
    CONGVU_S3_ENDPOINT: url,
    CONGVU_S3_REGION: holder.region,
    CONGVU_S3_KEY_ID: holder.id,
    CONGVU_S3_SECRET: holder.secret,
  };
}
