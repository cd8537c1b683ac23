/// API priority and fairness (KEP-1040): which requests are served now, which wait, and which are
/// sent away.
@NullMarked
package dev.jong.apiserver.flowcontrol;

import org.jspecify.annotations.NullMarked;
