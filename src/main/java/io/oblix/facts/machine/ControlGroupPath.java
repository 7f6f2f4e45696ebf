package io.oblix.facts.machine;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder of this process's control group, from {@code /proc/self/mountinfo} and {@code /proc/self/cgroup}. In a
 * container both may show paths of the host, so the mount's root is removed from the group's path.
 *
 * @param mount the mount point of the hierarchy
 * @param group the group's path below it, with a leading slash; empty for the root group
 */
record ControlGroupPath(String mount, String group) {

    private static final int ROOT = 3;
    private static final int MOUNT = 4;

    /** Version 2, with one hierarchy for all controllers; null if it is not mounted. */
    static @Nullable ControlGroupPath version2(String mountinfo, String cgroup) {
        return find(mountinfo, cgroup, "cgroup2", "");
    }

    /** Version 1, with one hierarchy per controller: {@code cpu}, {@code cpuacct}, {@code memory}. */
    static @Nullable ControlGroupPath version1(String mountinfo, String cgroup, String controller) {
        return find(mountinfo, cgroup, "cgroup", controller);
    }

    private static @Nullable ControlGroupPath find(String mountinfo, String cgroup, String type, String controller) {
        for (String line : mountinfo.split("\n")) {
            int dash = line.indexOf(" - ");
            if (dash < 0) {
                continue;
            }
            List<String> what = List.of(line.substring(dash + 3).strip().split(" "));
            List<String> where = List.of(line.substring(0, dash).split(" "));
            boolean has = controller.isEmpty() || names(what.get(what.size() - 1), controller);
            if (what.get(0).equals(type) && has && where.size() > MOUNT) {
                return new ControlGroupPath(where.get(MOUNT), below(where.get(ROOT), group(cgroup, controller)));
            }
        }
        return null;
    }

    /** The path in a line like {@code 4:memory:/docker/1f0c}, for version 2 {@code 0::/}. */
    private static String group(String cgroup, String controller) {
        for (String line : cgroup.split("\n")) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && (controller.isEmpty() ? parts[1].isEmpty() : names(parts[1], controller))) {
                return parts[2].strip();
            }
        }
        return "/";
    }

    private static boolean names(String list, String name) {
        return Arrays.asList(list.split(",")).contains(name);
    }

    private static String below(String root, String group) {
        String path = root.equals("/") ? group : group.startsWith(root) ? group.substring(root.length()) : "";
        return path.equals("/") || path.contains("..") ? "" : path;
    }
}
