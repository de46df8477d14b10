import {
  AddCertificate,
  AnchorParams,
  CertificateImageQuery,
  CertificatePage,
  CertificateParams,
  CertificateQuery,
  CertificateView,
  CloseLossReport,
  CrlImport,
  DecideAnchor,
  LossParams,
  LossReport,
  LossReports,
  MyCertificates,
  ProposeAnchor,
  ReportLoss,
  TrustAnchor,
  TrustAnchors,
  TrustHealth,
  TrustServiceParams,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { unlockKey } from './commands/unlock-key.ts';
import { registerRoutes } from './entries/register.routes.ts';
import { closeLoss } from './loss/close-loss.ts';
import { listLosses } from './loss/list-losses.ts';
import { reportLoss } from './loss/report-loss.ts';
import type { LossPorts } from './ports.ts';
import { listMyCertificates } from './queries/list-mine.ts';
import { downloadCertificateImage } from './queries/read-image.ts';
import { addOrganisationCertificate, addOwnCertificate } from './register/add-certificate.ts';
import { listAllCertificates } from './register/list-certificates.ts';
import { setImage } from './register/set-image.ts';
import { importCrl } from './revocation/import-crl.ts';
import { tryService } from './services/try-service.ts';
import { viewHealth } from './services/view-health.ts';
import { approveAnchor, endAnchor, rejectAnchor } from './trust/decide-anchor.ts';
import { viewAnchors } from './trust/list-anchors.ts';
import { proposeAnchor } from './trust/propose-anchor.ts';

function keyRoutes(): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/certificates',
      policy: 'certificates.list_all',
      summary: 'Mọi chứng thư số của cơ quan, sắp hết hạn trước',
      query: CertificateQuery,
      response: CertificatePage,
      handle: (context, { query }) => listAllCertificates(context, query),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates',
      policy: 'certificates.add_organisation',
      summary: 'Ghi chứng thư số của cơ quan (văn thư, quản trị)',
      body: AddCertificate,
      response: CertificateView,
      handle: (context, { body }) => addOrganisationCertificate(context, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/certificates/mine',
      policy: 'certificates.list',
      summary: 'Chứng thư số người này được dùng để ký',
      response: MyCertificates,
      handle: (context) => listMyCertificates(context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates/mine',
      policy: 'certificates.add_own',
      summary: 'Ghi chứng thư số của chính mình',
      body: AddCertificate,
      response: CertificateView,
      handle: (context, { body }) => addOwnCertificate(context, body),
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
      path: '/api/certificates/:id/image',
      policy: 'certificates.set_image',
      summary: 'Đặt ảnh chữ ký hoặc dấu (PNG nền trong suốt)',
      upload: true,
      params: CertificateParams,
      query: CertificateImageQuery,
      response: CertificateView,
      handle: (context, { params, query, files }) => setImage(context, params.id, query, files()),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates/:id/unlock',
      policy: 'certificates.unlock',
      stepUp: true,
      summary: 'Mở khóa thử nghiệm bị khóa do nhập sai mã PIN (quản trị)',
      params: CertificateParams,
      response: CertificateView,
      handle: (context, { params }) => unlockKey(context, params.id),
    }),
  ];
}

function lossRoutes(ports: LossPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/certificates/:id/loss',
      policy: 'certificates.report_loss',
      summary: 'Báo mất thiết bị: phong tỏa chứng thư ngay',
      params: CertificateParams,
      body: ReportLoss,
      response: LossReport,
      handle: (context, { params, body }) => reportLoss(ports, context, params.id, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/certificates/loss-reports',
      policy: 'certificates.list_losses',
      summary: 'Các việc báo mất của cơ quan',
      response: LossReports,
      handle: (context) => listLosses(ports, context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates/loss-reports/:id/close',
      policy: 'certificates.close_loss',
      summary: 'Kết thúc việc báo mất: đã thu hồi, hoặc tìm lại được (người khác xác nhận)',
      params: LossParams,
      body: CloseLossReport,
      response: LossReport,
      handle: (context, { params, body }) => closeLoss(ports, context, params.id, body),
    }),
  ];
}

function anchorRoutes(): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/certificates/anchors',
      policy: 'certificates.list_anchors',
      summary: 'Danh sách nơi cấp chứng thư số được tin cậy',
      response: TrustAnchors,
      handle: (context) => viewAnchors(context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates/anchors',
      policy: 'certificates.propose_anchor',
      stepUp: true,
      summary: 'Đề nghị tin cậy một nơi cấp (người thứ nhất)',
      body: ProposeAnchor,
      response: TrustAnchor,
      handle: (context, { body }) => proposeAnchor(context, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates/anchors/:id/approve',
      policy: 'certificates.approve_anchor',
      stepUp: true,
      summary: 'Đồng ý tin cậy hoặc kết thúc tin cậy (người thứ hai)',
      params: AnchorParams,
      body: DecideAnchor,
      response: TrustAnchor,
      handle: (context, { params, body }) => approveAnchor(context, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates/anchors/:id/reject',
      policy: 'certificates.reject_anchor',
      summary: 'Không đồng ý, hoặc người đề nghị rút lại',
      params: AnchorParams,
      body: DecideAnchor,
      response: TrustAnchor,
      handle: (context, { params, body }) => rejectAnchor(context, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates/anchors/:id/end',
      policy: 'certificates.end_anchor',
      stepUp: true,
      summary: 'Đề nghị kết thúc tin cậy một nơi cấp',
      params: AnchorParams,
      body: DecideAnchor,
      response: TrustAnchor,
      handle: (context, { params, body }) => endAnchor(context, params.id, body),
    }),
  ];
}

function serviceRoutes(ports: LossPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/certificates/services',
      policy: 'certificates.view_services',
      summary: 'Tình trạng dịch vụ dấu thời gian và kiểm tra thu hồi',
      response: TrustHealth,
      handle: (context) => viewHealth(ports, context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates/services/:id/try',
      policy: 'certificates.try_service',
      summary: 'Hỏi thử một dịch vụ ngay',
      params: TrustServiceParams,
      response: TrustHealth,
      handle: (context, { params }) => tryService(ports, context, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/certificates/crls',
      policy: 'certificates.import_crl',
      summary: 'Nhập danh sách chứng thư bị thu hồi từ tệp',
      upload: true,
      response: CrlImport,
      handle: (context, { files }) => importCrl(ports, context, files()),
    }),
  ];
}

export function certificateRoutes(ports: LossPorts): Route[] {
  return [...keyRoutes(), ...lossRoutes(ports), ...anchorRoutes(), ...serviceRoutes(ports), ...registerRoutes];
}
