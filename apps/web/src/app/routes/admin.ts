import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;

export const adminRoutes = [
  createRoute({
    getParentRoute,
    path: '/quan-tri',
    staticData: { title: 'Cơ quan, đơn vị' },
    component: lazyRouteComponent(() => import('../../features/admin/agencies/agencies-page.tsx'), 'AgenciesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/bien-dong',
    staticData: { title: 'Sáp nhập, chia, đổi tên' },
    component: lazyRouteComponent(() => import('../../features/admin/events/event-page.tsx'), 'EventPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/can-bo',
    staticData: { title: 'Cán bộ, chức vụ' },
    component: lazyRouteComponent(() => import('../../features/admin/people/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/giao-quyen',
    staticData: { title: 'Giao quyền ký' },
    component: lazyRouteComponent(
      () => import('../../features/admin/delegations/delegations-page.tsx'),
      'DelegationsPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/vi-sao',
    staticData: { title: 'Vì sao được / không' },
    component: lazyRouteComponent(() => import('../../features/admin/why/why-page.tsx'), 'WhyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/tai-khoan',
    staticData: { title: 'Tài khoản' },
    component: lazyRouteComponent(() => import('../../features/admin/accounts/accounts-page.tsx'), 'AccountsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/ra-soat',
    staticData: { title: 'Rà soát tài khoản, quyền' },
    component: lazyRouteComponent(() => import('../../features/admin/accounts/review-page.tsx'), 'ReviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/nhap',
    staticData: { title: 'Nhập danh sách' },
    component: lazyRouteComponent(() => import('../../features/admin/import/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/bao-mat',
    staticData: { title: 'Quy định bảo mật' },
    component: lazyRouteComponent(
      () => import('../../features/admin/security/security-settings-page.tsx'),
      'SecuritySettingsPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/de-nghi',
    staticData: { title: 'Đề nghị, nơi gửi' },
    component: lazyRouteComponent(
      () => import('../../features/admin/requests/request-settings-page.tsx'),
      'RequestSettingsPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/muc-phi',
    staticData: { title: 'Mức phí, hạn không dùng' },
    component: lazyRouteComponent(
      () => import('../../features/admin/requests/account-rules-page.tsx'),
      'AccountRulesPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/so-dia-chi',
    staticData: { title: 'Sổ địa chỉ' },
    component: lazyRouteComponent(
      () => import('../../features/admin/address-book/address-book-page.tsx'),
      'AddressBookPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/chu-ky',
    staticData: { title: 'Chữ ký cần chăm sóc' },
    component: lazyRouteComponent(() => import('../../features/admin/signatures/care-page.tsx'), 'CarePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/chung-thu',
    staticData: { title: 'Chứng thư của cơ quan' },
    component: lazyRouteComponent(
      () => import('../../features/admin/certificates/certificates-page.tsx'),
      'CertificatesPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/hai-nguoi',
    staticData: { title: 'Việc cần hai người' },
    component: lazyRouteComponent(
      () => import('../../features/admin/second-person/second-person-page.tsx'),
      'SecondPersonPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/tin-cay',
    staticData: { title: 'Nơi cấp chứng thư tin cậy' },
    component: lazyRouteComponent(() => import('../../features/admin/trust/trust-page.tsx'), 'TrustPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/dich-vu-ky',
    staticData: { title: 'Dịch vụ thời gian và thu hồi' },
    component: lazyRouteComponent(() => import('../../features/admin/services/services-page.tsx'), 'ServicesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/ket-noi',
    staticData: { title: 'Kết nối liên thông' },
    component: lazyRouteComponent(
      () => import('../../features/admin/connections/connections-page.tsx'),
      'ConnectionsPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/ten-mien-thu',
    staticData: { title: 'Tên miền thư' },
    component: lazyRouteComponent(
      () => import('../../features/admin/mail-domains/mail-domains-page.tsx'),
      'MailDomainsPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/nhat-ky',
    staticData: { title: 'Nhật ký' },
    component: lazyRouteComponent(() => import('../../features/admin/audit/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/sao-luu',
    staticData: { title: 'Sao lưu và khôi phục' },
    component: lazyRouteComponent(() => import('../../features/admin/upkeep/upkeep-page.tsx'), 'UpkeepPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/tuan-thu',
    staticData: { title: 'Đối chiếu tuân thủ' },
    component: lazyRouteComponent(() => import('../../features/admin/compliance/evidence-page.tsx'), 'EvidencePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/du-lieu-ca-nhan',
    staticData: { title: 'Dữ liệu cá nhân' },
    component: lazyRouteComponent(
      () => import('../../features/admin/compliance/personal-data-page.tsx'),
      'PersonalDataPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/truc-mo-phong',
    staticData: { title: 'Trục mô phỏng' },
    component: lazyRouteComponent(() => import('../../features/admin/training/training-page.tsx'), 'TrainingPage'),
  }),
];
