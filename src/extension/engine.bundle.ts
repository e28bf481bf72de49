export { cleanText } from '../core/diagnosis/clean-text';
export { diagnoseText } from '../core/diagnosis/diagnose-text';
export { readLocalRules, ruleProblemText, withLocalRules } from '../core/diagnosis/parse-local-rules';
export { checkPorts } from '../core/probe/check-ports';
export { blame, looksBlocked, wellKnownHost } from '../core/probe/network-check';
export { probe } from '../core/probe/probe';
export { probeAll } from '../core/probe/probe-all';
export { reportOf } from '../core/report/test-report';
