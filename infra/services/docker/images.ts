/** The images of docker-compose.yml; a spec compares. */
export const POSTGRES_IMAGE = 'postgres:18';
export const KAFKA_IMAGE = 'apache/kafka:4.4.0';
