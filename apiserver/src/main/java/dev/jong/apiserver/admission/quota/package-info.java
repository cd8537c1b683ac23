/// Keeps namespaces within their ResourceQuotas.
@NullMarked
package dev.jong.apiserver.admission.quota;

import org.jspecify.annotations.NullMarked;
