/** Namespace of QCVN 102:2016/BTTTT, used twice: default on the root, with a prefix on the envelope. */
export const EDXML_NAMESPACE = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
