import type { MultipartFile } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { rawRequest } from './raw-request.ts';
import type { FileAnswer, Route, RouteInput, UploadedFile } from './route.ts';
import { sessionCookieName } from './security.ts';

/**
 * Past the limit the stream fails at once: the parser alone would go on to the end and hand over a cut file. The answer is then
 * given early; what is still on its way is read into nothing, so that a browser in the middle of sending sees it.
 */
function failPastLimit(part: MultipartFile, request: FastifyRequest, limit: number): void {
  const fail = (): void => {
    const megabytes = Math.floor(limit / 1024 / 1024);
    const message = `Tệp "${part.filename}" lớn hơn ${megabytes} MB nên không được nhận. Nén hoặc tách tệp rồi gửi lại.`;
    part.file.once('close', () => request.raw.resume());
    part.file.destroy(new AppError('files.too_large', 413, message));
  };
  if (part.file.truncated) {
    fail();
  } else {
    part.file.once('limit', fail);
  }
}

async function* readFiles(request: FastifyRequest, route: Route, limit: number): AsyncIterable<UploadedFile> {
  if (!route.upload || !request.isMultipart()) {
    throw new AppError('files.multipart_expected', 415, 'Cần gửi tệp theo dạng multipart/form-data.');
  }
  for await (const part of request.files({ throwFileSizeLimit: false })) {
    failPastLimit(part, request, limit);
    yield { name: part.filename.normalize('NFC'), declaredType: part.mimetype, stream: part.file };
  }
}

function sendFile(reply: FastifyReply, file: FileAnswer): void {
  for (const [name, value] of Object.entries(file.headers)) {
    void reply.header(name, value);
  }
  void reply.status(file.status ?? 200).send(file.stream);
}

/** What a use case gets of the raw request: parsed values, files as streams, cookies by name. */
export function buildInput(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  config: Config,
  limit: number,
): RouteInput & { hasSentFile(): boolean } {
  const { secure } = sessionCookieName(config);
  // A stream is still on its way when the handler returns: `reply.sent` would say no.
  let hasSentFile = false;
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    files: () => readFiles(request, route, limit),
    cookies: request.cookies,
    setCookie: (name, value, maxAgeSeconds) => {
      const options = { path: '/', httpOnly: true, secure, sameSite: 'lax' as const };
      if (value === undefined) {
        void reply.clearCookie(name, options);
      } else {
        void reply.setCookie(
          name,
          value,
          maxAgeSeconds === undefined ? options : { ...options, maxAge: maxAgeSeconds },
        );
      }
    },
    sendFile: (file) => {
      hasSentFile = true;
      sendFile(reply, file);
    },
    // Not "storage": how the page looks and the pairing with the signing program belong to the computer; what was typed the page drops itself.
    forgetCache: () => void reply.header('clear-site-data', '"cache"'),
    hasSentFile: () => hasSentFile,
    raw: rawRequest(request),
  };
}
