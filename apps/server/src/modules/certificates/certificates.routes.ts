import { CertificateParams, CertificateView, MyCertificates } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { unlockKey } from './commands/unlock-key.ts';
import { listMyCertificates } from './queries/list-mine.ts';
import { downloadCertificateImage } from './queries/read-image.ts';

export const certificateRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/certificates/mine',
    policy: 'certificates.list',
    summary: 'Chứng thư số người này được dùng để ký',
    response: MyCertificates,
    handle: (context) => listMyCertificates(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/certificates/:id/image.png',
    policy: 'certificates.read',
    summary: 'Ảnh chữ ký hoặc dấu của chứng thư',
    params: CertificateParams,
    handle: async (context, { params, sendFile }) => sendFile(await downloadCertificateImage(context, params.id)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/certificates/:id/unlock',
    policy: 'certificates.unlock',
    summary: 'Mở khóa thử nghiệm bị khóa do nhập sai mã PIN (quản trị)',
    params: CertificateParams,
    response: CertificateView,
    handle: (context, { params }) => unlockKey(context, params.id),
  }),
];
