import type { AxisContent } from '../types.ts';
import type { Line } from './line.ts';

export interface FormedBody {
  contentType: string;
  body: Uint8Array | (() => AsyncIterable<Uint8Array>);
  size: number;
}

async function* around(head: string, content: AxisContent, tail: string): AsyncGenerator<Uint8Array> {
  if (head !== '') {
    yield Buffer.from(head);
  }
  if (content instanceof Uint8Array) {
    yield content;
  } else {
    yield* content();
  }
  yield Buffer.from(tail);
}

export interface FilePart {
  name: string;
  fileName: string;
  /** Fields beside the file. */
  fields?: Readonly<Record<string, string>>;
}

/** A real multipart body (RFC 7578) with one file. `boundary` must not occur in the file: it is made of its hash. */
export function multipartBody(content: AxisContent, size: number, boundary: string, part: FilePart): FormedBody {
  const fields = Object.entries(part.fields ?? {}).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head =
    `${fields.join('')}--${boundary}\r\nContent-Disposition: form-data; name="${part.name}"; ` +
    `filename="${part.fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: () => around(head, content, tail),
    size: Buffer.byteLength(head) + size + Buffer.byteLength(tail),
  };
}

/** Byte for byte as the Java SDK sends: says multipart, but there are no part headers, only the file and CRLF. */
export function sdkBody(content: AxisContent, size: number, boundary: string): FormedBody {
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: () => around('', content, '\r\n'),
    size: size + 2,
  };
}

export function rawBody(content: AxisContent, size: number): FormedBody {
  return { contentType: 'application/octet-stream', body: content, size };
}

/** The content as promised: a file that cannot be read, or has another length, is told apart from a line that broke. */
export function countedContent(content: AxisContent, size: number, line: Line): AxisContent {
  if (content instanceof Uint8Array) {
    if (content.length !== size) {
      throw wrongSize(line, content.length, size);
    }
    return content;
  }
  return async function* counted() {
    let seen = 0;
    try {
      for await (const chunk of content()) {
        seen += chunk.length;
        if (seen > size) {
          break;
        }
        yield chunk;
      }
    } catch (cause) {
      throw line.error(
        'axis.bad_setting',
        { cause },
        'Không đọc được tệp gói tin để gửi. Kiểm tra kho tệp rồi gửi lại.',
      );
    }
    if (seen !== size) {
      throw wrongSize(line, seen, size);
    }
  };
}

function wrongSize(line: Line, seen: number, size: number): Error {
  const text = `Tệp gói tin có ${seen} byte, khác với ${size} byte đã khai. Không gửi.`;
  return line.error('axis.bad_setting', { final: true }, text);
}
