import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ConfigProvider } from 'antd';
import viVN from 'antd/locale/vi_VN';
import 'dayjs/locale/vi';
import { useMemo } from 'react';
import { StepUpDialog } from '../features/access/step-up-dialog.tsx';
import { ToastHost } from '../shared/feedback/toast.tsx';
import { buildAntdTheme } from '../shared/theme/antd-theme.ts';
import { useAppearance } from '../shared/theme/appearance.ts';
import { usePhone } from '../shared/ui/use-media.ts';
import { RootBoundary } from './failure.tsx';
import { createQueryClient } from './query-client.ts';
import { createAppRouter } from './router.tsx';
import { setSessionOver } from './session-over.ts';

const client = createQueryClient(() => setSessionOver(true));
const router = createAppRouter(client);

/** The server puts its nonce into the page; style sheets that components add carry it (CSP style-src). */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

export function Application() {
  const { dark, textSize } = useAppearance();
  const phone = usePhone();
  const theme = useMemo(() => buildAntdTheme(dark, textSize / 100, phone), [dark, textSize, phone]);
  return (
    <RootBoundary>
      <ConfigProvider theme={theme} locale={viVN} csp={{ nonce }} wave={{ disabled: true }}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
          <StepUpDialog />
          <ToastHost />
        </QueryClientProvider>
      </ConfigProvider>
    </RootBoundary>
  );
}
