import { AppError } from '../../errors.ts';

/** What came back instead of what was asked for. */
export class S3Failure extends Error {
  override name = 'S3Failure';
  readonly status: number;
  /** As the service names it (`SlowDown`), or as Node does for a line that broke (`ECONNRESET`). */
  readonly reason: string;

  constructor(status: number, reason: string, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.status = status;
    this.reason = reason;
  }
}

const PASSING_STATUS = new Set([408, 429, 500, 502, 503, 504]);
const PASSING_REASONS = new Set([
  'RequestTimeout',
  'SlowDown',
  'OperationAborted',
  'IncompleteBody',
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'platform.outbound_timeout',
]);

/** May be gone when the same is asked again; everything we ask may be asked twice. */
export function isPassing(error: unknown): boolean {
  return error instanceof S3Failure && (PASSING_STATUS.has(error.status) || PASSING_REASONS.has(error.reason));
}

const CODE = /^[A-Z][A-Z_]+$/;

/** What happened on the wire, by its name; what somebody else has already put in words stays as it is. */
export function failureOf(error: unknown): Error {
  if (error instanceof S3Failure || (error instanceof AppError && !error.code.startsWith('platform.outbound'))) {
    return error;
  }
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: '', message: '' };
  return new S3Failure(0, code ?? (message === 'aborted' ? 'ECONNRESET' : ''), message, { cause: error });
}

const TLS = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH/;

interface Told {
  code: string;
  status: number;
  text: string;
}

/** By the name the service gives; https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and those of MinIO and Ceph. */
const BY_REASON: Record<string, Told> = {
  InvalidAccessKeyId: {
    code: 'backup.s3_wrong_key',
    status: 403,
    text: 'không biết mã khóa truy cập này. Kiểm tra tệp khóa truy cập S3 (CONGVU_S3_CREDENTIALS).',
  },
  SignatureDoesNotMatch: {
    code: 'backup.s3_wrong_key',
    status: 403,
    text: 'không nhận chữ ký: khóa bí mật sai, hoặc máy trung gian đã sửa yêu cầu. Kiểm tra tệp khóa truy cập S3.',
  },
  AccessDenied: {
    code: 'backup.s3_forbidden',
    status: 403,
    text: 'không cho khóa truy cập này làm việc đó. Cần quyền ListBucket, GetObject, PutObject, AbortMultipartUpload (DeleteObject nếu muốn tự xóa bản cũ).',
  },
  NoSuchBucket: {
    code: 'backup.s3_no_bucket',
    status: 404,
    text: 'không có kho này. Tạo kho trước, hoặc sửa tên trong s3://….',
  },
  RequestTimeTooSkewed: {
    code: 'backup.s3_clock',
    status: 502,
    text: 'từ chối vì đồng hồ máy này lệch quá 15 phút so với nó. Bật đồng bộ giờ (chrony).',
  },
  NoSuchKey: {
    code: 'backup.s3_missing',
    status: 404,
    text: 'không có tệp này nữa. Dùng một bản sao lưu khác (lần trước đó hoặc bản để nơi khác).',
  },
};
for (const name of ['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'InsufficientCapacity']) {
  BY_REASON[name] = {
    code: 'backup.s3_full',
    status: 507,
    text: 'hết chỗ hoặc hết hạn mức. Tăng hạn mức của kho, hoặc giảm số bản giữ ở trang Sao lưu.',
  };
}
for (const name of ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException']) {
  BY_REASON[name] = {
    code: 'backup.s3_region',
    status: 502,
    text: 'nói kho ở vùng hoặc địa chỉ khác. Sửa CONGVU_S3_REGION, CONGVU_S3_ENDPOINT.',
  };
}

function toldOf({ status, reason, message }: S3Failure): Told {
  const known = BY_REASON[reason];
  if (known !== undefined) {
    return known;
  }
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN') {
    return {
      code: 'backup.s3_dns',
      status: 502,
      text: 'không tra được tên máy chủ. Kiểm tra CONGVU_S3_ENDPOINT và DNS của máy.',
    };
  }
  if (TLS.test(reason)) {
    return {
      code: 'backup.s3_tls',
      status: 502,
      text: `có chứng thư TLS không tin được (${reason}). Đặt CONGVU_S3_CA nếu nơi đó dùng chứng thư nội bộ.`,
    };
  }
  if (reason === 'platform.outbound_refused') {
    return { code: 'backup.s3_refused', status: 502, text: `không được phép kết nối: ${message}` };
  }
  if (status === 301 || status === 307 || status === 308) {
    return BY_REASON.PermanentRedirect as Told; // set above
  }
  if (status === 401 || status === 403) {
    return BY_REASON.AccessDenied as Told; // set above
  }
  if (status === 507) {
    return BY_REASON.QuotaExceeded as Told; // set above
  }
  if (status === 0) {
    const why = CODE.test(reason) ? ` (${reason})` : '';
    return {
      code: 'backup.s3_unreachable',
      status: 502,
      text: `không trả lời hoặc đường truyền đứt${why}. Thử lại sau.`,
    };
  }
  return { code: 'backup.s3_failed', status: 502, text: `báo lỗi ${status} ${reason}: ${message}` };
}

/** What whoever runs the machine is told, without a key or a signature; errors of those who give the bytes are theirs. */
export function explainS3(error: unknown, place: string): unknown {
  if (!(error instanceof S3Failure)) {
    return error;
  }
  const { code, status, text } = toldOf(error);
  return new AppError(code, status, `Nơi sao lưu ${place} ${text}`, { cause: error });
}
