/// Resources of the admissionregistration group.
@NullMarked
package dev.jong.apiserver.resources.admissionregistration;

import org.jspecify.annotations.NullMarked;
