/*
 * Every sheet, loaded with the page: together they weigh a few kilobytes, and a part that is loaded
 * later must not wait for its own, nor stand undressed when the network fails meanwhile.
 */
import "@/shared/theme/tokens.css";
import "@/shared/theme/base.css";
import "@/shared/theme/controls.css";
import "@/features/audit/audit.css";
import "@/features/drive/details/details-panel.css";
import "@/features/drive/dialogs/place-dialog.css";
import "@/features/drive/listing/listing.css";
import "@/features/drive/screen/items-screen.css";
import "@/features/links/links.css";
import "@/features/settings/settings.css";
import "@/features/sharing/access-list.css";
import "@/features/sharing/share-dialog.css";
import "@/features/spaces/quota.css";
import "@/features/spaces/spaces.css";
import "@/features/upload/tray.css";
import "@/features/versions/version-list.css";
import "@/shared/ui/button.css";
import "@/shared/ui/copy-once.css";
import "@/shared/ui/dialog.css";
import "@/shared/ui/field.css";
import "@/shared/ui/file-icon.css";
import "@/shared/ui/menu.css";
import "@/shared/ui/states.css";
import "@/shared/ui/toasts.css";
