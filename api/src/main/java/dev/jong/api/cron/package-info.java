/// When a CronJob is due.
@NullMarked
package dev.jong.api.cron;

import org.jspecify.annotations.NullMarked;
