export { startFeatures } from './features';
