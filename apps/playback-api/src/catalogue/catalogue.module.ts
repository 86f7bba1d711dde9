import { Module } from '@nestjs/common';
import { HistoryModule } from '../history/history.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { CatalogueController } from './catalogue.controller.js';

@Module({ imports: [ProfilesModule, HistoryModule], controllers: [CatalogueController] })
export class CatalogueModule {}
