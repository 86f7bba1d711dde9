export { anyDeviceFrame, anyGatewayFrame, anyMessage, isHandled } from './any-frame.js';
