import { type ThemeConfig, theme } from 'antd';

/** The tokens of tokens.css as antd wants them: it computes with colours, so it cannot take CSS variables. */
const LIGHT = {
  colorPrimary: '#24508F',
  colorBgLayout: '#F6F4EF',
  colorBgContainer: '#FFFFFF',
  colorBgElevated: '#FFFFFF',
  colorFillSecondary: '#EDE9E0',
  colorText: '#1D2733',
  colorTextSecondary: '#5B6876',
  colorTextPlaceholder: '#6B7785',
  colorTextDisabled: '#6B7785',
  colorBorder: '#8F897D',
  colorBorderSecondary: '#E4DFD5',
  colorError: '#7A4E0B',
  colorWarning: '#B7791F',
  colorSuccess: '#2E7D4F',
  colorLink: '#24508F',
  controlItemBgActive: '#E8EEF7',
  controlItemBgHover: '#FBFAF7',
  boxShadowSecondary: '0 1px 2px rgb(29 39 51 / .08), 0 16px 40px rgb(29 39 51 / .16)',
};

const DARK: typeof LIGHT = {
  colorPrimary: '#9DB9EA',
  colorBgLayout: '#191816',
  colorBgContainer: '#22211E',
  colorBgElevated: '#22211E',
  colorFillSecondary: '#35332D',
  colorText: '#ECE8DF',
  colorTextSecondary: '#A9A59B',
  colorTextPlaceholder: '#928E84',
  colorTextDisabled: '#928E84',
  colorBorder: '#807B70',
  colorBorderSecondary: '#38362F',
  colorError: '#E9C47A',
  colorWarning: '#E2B04A',
  colorSuccess: '#7CC79A',
  colorLink: '#9DB9EA',
  controlItemBgActive: '#25303F',
  controlItemBgHover: '#292824',
  boxShadowSecondary: '0 0 0 1px #38362F, 0 16px 40px rgb(0 0 0 / .5)',
};

export function buildAntdTheme(dark: boolean, scale: number, phone: boolean): ThemeConfig {
  const colours = dark ? DARK : LIGHT;
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      ...colours,
      colorTextLightSolid: dark ? '#14202F' : '#FFFFFF',
      colorPrimaryHover: dark ? '#B9CEF3' : '#1C4077',
      fontFamily: '"Be Vietnam Pro", system-ui, sans-serif',
      fontSize: Math.round((phone ? 15 : 14) * scale),
      lineHeight: 1.5,
      borderRadius: 6,
      borderRadiusLG: 8,
      controlHeight: phone ? 44 : Math.round(36 * scale),
      controlHeightLG: Math.round(44 * scale),
      controlHeightSM: Math.round(32 * scale),
      boxShadow: colours.boxShadowSecondary,
      // Ant Design shows a dialog in its place for a frame or more before it lets it grow: on a slow computer a quick press then
      // begins on one button and ends on another, and is lost.
      motion: false,
      wireframe: false,
    },
    components: {
      Select: { optionSelectedFontWeight: 500, optionPadding: '7px 10px' },
      Modal: { titleFontSize: Math.round(16 * scale) },
      Tooltip: { colorBgSpotlight: dark ? '#ECE8DF' : '#1D2733' },
    },
  };
}
