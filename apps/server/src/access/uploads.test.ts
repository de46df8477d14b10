import { expect, test } from 'vitest';
import { createModules } from '../modules.ts';

/**
 * What becomes of the bytes a person brings. `scanned`: kept, through `receiveUpload` or `assertScanned` of files. `read`: rows or
 * values are read from them and the bytes are forgotten. `redrawn`: written anew pixel by pixel. `letter`: opened as a letter of the
 * exchange, whose files are inspected before the clerk sees it.
 */
const DOORS: Record<string, 'scanned' | 'read' | 'redrawn' | 'letter'> = {
  '/api/accounts-register/import': 'read',
  '/api/address-book/import': 'read',
  '/api/certificate-register/import': 'read',
  '/api/certificates/:id/image': 'redrawn',
  '/api/certificates/crls': 'read',
  '/api/connections/packages': 'letter',
  '/api/drafts/:id/attachments': 'scanned',
  '/api/incoming/uploads': 'scanned',
  '/api/mail/:mailboxId/drafts/:id/files': 'scanned',
  '/api/mailboxes/import': 'read',
  '/api/org/import': 'read',
  '/api/public/check/:code/file': 'read',
  '/api/request-templates/:form': 'scanned',
  '/api/requests/:id/attachments': 'scanned',
  '/api/requests/:id/scan': 'scanned',
  '/api/requests/import/:kind': 'read',
  '/api/rosters/:id/results/preview': 'read',
  '/api/signing/check': 'scanned',
  '/api/signing/external/:token': 'scanned',
};

test('a new door for files must say what becomes of their bytes', () => {
  const routes = createModules().all.flatMap((module) => module.routes ?? []);
  const doors = routes.filter((route) => route.upload).map((route) => route.path);
  expect(doors.filter((path) => DOORS[path] === undefined)).toEqual([]);
  expect(Object.keys(DOORS).filter((path) => !doors.includes(path))).toEqual([]);
});
