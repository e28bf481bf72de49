export { probe } from '../core/probe/probe';
