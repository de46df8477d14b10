import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { FileAnswer, Route, RouteInput, UploadedFile } from './route.ts';
import { sessionCookieName } from './security.ts';

async function* readFiles(request: FastifyRequest, route: Route, limit: number): AsyncIterable<UploadedFile> {
  if (!route.upload || !request.isMultipart()) {
    throw new AppError('files.multipart_expected', 415, 'Cần gửi tệp theo dạng multipart/form-data.');
  }
  for await (const part of request.files()) {
    yield { name: part.filename.normalize('NFC'), declaredType: part.mimetype, stream: part.file };
    if (part.file.truncated) {
      const megabytes = Math.floor(limit / 1024 / 1024);
      throw new AppError(
        'files.too_large',
        413,
        `Tệp "${part.filename}" lớn hơn ${megabytes} MB nên không được nhận. Nén hoặc tách tệp rồi gửi lại.`,
      );
    }
  }
}

function sendFile(reply: FastifyReply, file: FileAnswer): void {
  for (const [name, value] of Object.entries(file.headers)) {
    void reply.header(name, value);
  }
  void reply.send(file.stream);
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
    hasSentFile: () => hasSentFile,
  };
}
