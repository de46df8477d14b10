import { SignerError, type SignerErrorCode } from '@congvu/signer/pkcs11';
import { expect, test } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { createLog } from '../../platform/log.ts';
import { asOfficeError, describeFailure } from './failure.ts';

const log = createLog('silent');

test.each<[SignerErrorCode, string]>([
  ['signer.pin_incorrect', 'certificates.pin_wrong'],
  ['signer.pin_unusable', 'certificates.pin_wrong'],
  ['signer.pin_needed', 'certificates.pin_required'],
  ['signer.pin_locked', 'certificates.pin_locked'],
  ['signer.token_removed', 'certificates.key_missing'],
  ['signer.no_token', 'certificates.key_missing'],
  ['signer.wrong_slot', 'certificates.key_missing'],
  ['signer.no_key', 'certificates.key_missing'],
  ['signer.module_missing', 'signing.device_failed'],
  ['signer.module_failed', 'signing.device_failed'],
  ['signer.owner_crashed', 'signing.device_failed'],
  ['signer.refused', 'signing.refused'],
])('the fault %s of an HSM becomes %s, and the item may be tried again', (given, code) => {
  const error = new SignerError(given, 'Lỗi của thiết bị. Làm lại.');
  expect(describeFailure(error, log)).toMatchObject({ act: 'fail', result: { code, numberSymbol: null } });
  expect(asOfficeError(error)).toMatchObject({ code, status: 422 });
});

test('words the office has none better for stay those of the device; what is no fault of a device stays what it is', () => {
  const error = new SignerError('signer.sessions', 'Thiết bị hết phiên. Chờ rồi làm lại.');
  expect(describeFailure(error, log).result.message).toBe('Thiết bị hết phiên. Chờ rồi làm lại.');
  const other = new AppError('signing.failed', 422, 'x');
  expect(asOfficeError(other)).toBe(other);
  expect(describeFailure(new Error('x'), log).result.code).toBe('signing.failed');
});
