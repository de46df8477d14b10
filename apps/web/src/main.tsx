import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './shared/theme/fonts.css';
import './shared/theme/tokens.css';
import './shared/theme/base.css';
import './shared/ui/ui.css';
import './shared/fields/fields.css';
import './shared/feedback/feedback.css';
import './shared/pickers/pickers.css';
import './shared/list/list.css';
import './shared/paper/paper.css';
import './shared/shell/shell.css';
import { Application } from './app/application.tsx';
import { startAppearance } from './shared/theme/appearance.ts';

startAppearance();
const host = document.getElementById('root');
if (host !== null) {
  createRoot(host).render(
    <StrictMode>
      <Application />
    </StrictMode>,
  );
}
