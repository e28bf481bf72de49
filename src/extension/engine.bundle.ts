export { diagnoseText } from '../core/diagnosis/diagnose-text';
export { redactText } from '../core/diagnosis/redact-text';
export { checkPorts } from '../core/probe/check-ports';
export { probe } from '../core/probe/probe';
export { reportOf } from '../core/report/test-report';
