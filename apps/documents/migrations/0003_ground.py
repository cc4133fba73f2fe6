from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_margin")]

    operations = [
        migrations.RemoveField(model_name="documentsnapshot", name="depth"),
        migrations.RemoveField(model_name="documentsnapshot", name="state_vector"),
        migrations.AddField(
            model_name="documentsnapshot",
            name="ground",
            field=models.BinaryField(default=b"", max_length=1024**3),
            preserve_default=False,
        ),
    ]
